"""The ballot as a form."""

from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired

from consult.core.words import lazy
from consult.votes.rules import Choice
from consult.web.forms import Form


class Ballot(Form):
    """The button pressed, and the revision that stood beside it."""

    choice = StringField(
        validators=[AnyOf([one.value for one in Choice], lazy("Choose one of the four answers."))]
    )
    revision = IntegerField(
        validators=[InputRequired(lazy("Load the page of the amendment again, then vote."))]
    )
