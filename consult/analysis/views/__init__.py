"""The addresses of what was found in texts and reactions: opinion groups, and themes."""

from consult.analysis.views import opinions as opinions
from consult.analysis.views import theme as theme
from consult.analysis.views import themes as themes
from consult.analysis.views.frame import blueprint as blueprint
