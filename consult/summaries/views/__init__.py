"""The addresses of summaries: read them, ask for files, take those."""

from consult.summaries.views import behind as behind
from consult.summaries.views import exports as exports
from consult.summaries.views import reading as reading
from consult.summaries.views.frame import blueprint as blueprint
