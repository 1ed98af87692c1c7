"""The addresses of what was found in texts and reactions."""

from consult.analysis.views import opinions as opinions
from consult.analysis.views.frame import blueprint as blueprint
