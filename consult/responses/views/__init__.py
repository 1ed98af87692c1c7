"""The addresses of official answers: write one, read its history, list what waits."""

from consult.responses.views import answering as answering
from consult.responses.views import arguing as arguing
from consult.responses.views import desk as desk
from consult.responses.views import gathering as gathering
from consult.responses.views import work as work
from consult.responses.views.frame import blueprint as blueprint
