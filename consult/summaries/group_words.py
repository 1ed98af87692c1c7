"""What rows and columns of tables by region and age group are called."""

from typing import Any

from consult.accounts.labels import AGE_LABELS
from consult.core.links import settings
from consult.core.words import lazy
from consult.summaries.parts import NOT_GIVEN, OTHER
from consult.summaries.who import PEOPLE
from consult.votes.labels import CHOICE_LABELS

_COMMON = {
    PEOPLE: lazy("People"),
    OTHER: lazy("Others together"),
    NOT_GIVEN: lazy("Not given"),
}


def group_words(language: str) -> dict[str, Any]:
    """Return the word for each key of a GroupTable, in a language."""
    choices = {choice.value: label for choice, label in CHOICE_LABELS.items()}
    return {**settings().region_names(language), **AGE_LABELS, **choices, **_COMMON}
