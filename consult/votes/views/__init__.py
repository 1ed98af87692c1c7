"""The addresses of votes; importing a module of pages registers it."""

from consult.votes.views import casting as casting
from consult.votes.views import ready as ready
from consult.votes.views.casting import blueprint as blueprint
