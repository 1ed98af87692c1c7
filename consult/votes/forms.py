"""The ballot as a form."""

from collections.abc import Mapping

from consult.core.errors import Invalid
from consult.core.words import lazy
from consult.votes.rules import Choice

LONGEST_NUMBER = 9


def ballot_in(sent: Mapping[str, str]) -> tuple[Choice, int]:
    """Return the button pressed and the revision that stood beside it, or raise Invalid.

    Two hidden values, no field that anybody types in: a form with widgets would cost each vote
    more than storing it.
    """
    try:
        choice = Choice(sent.get("choice", ""))
    except ValueError:
        raise Invalid(lazy("Choose one of the four answers.")) from None
    seen = sent.get("revision", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) <= LONGEST_NUMBER):
        raise Invalid(lazy("Load the page of the amendment again, then vote."))
    return choice, int(seen)
