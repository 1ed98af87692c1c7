"""The addresses of comments: reading and reacting, writing, cards, clauses and suggestions."""

from consult.comments import anchoring as anchoring
from consult.comments import search as search
from consult.comments.views import cards as cards
from consult.comments.views import clauses as clauses
from consult.comments.views import reading as reading
from consult.comments.views import ready as ready
from consult.comments.views import suggesting as suggesting
from consult.comments.views import writing as writing
from consult.comments.views.frame import blueprint as blueprint
