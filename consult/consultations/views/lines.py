"""The words beside the lines of a table of contents, made once however many lines there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from consult.votes.labels import CHOICE_LABELS


def counts_said(counts: Iterable[int]) -> dict[int, str]:
    """Return how each of these numbers of comments is said."""
    said = {0: gettext("No comments yet")}
    for count in {*counts} - {0}:
        said[count] = ngettext("%(num)s comment", "%(num)s comments", count)
    return said


def choices_said(chosen: Mapping[int, Any]) -> dict[Any, str]:
    """Return how each of the reader's choices is said."""
    return {
        choice: gettext("You: %(choice)s", choice=CHOICE_LABELS[choice])
        for choice in {*chosen.values()}
    }
