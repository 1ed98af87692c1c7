"""Dispositions, the states of an answer, and what an answer must say, on plain values."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_REASONS = 5000
PER_PAGE = 20


class Disposition(StrEnum):
    """What officials did with a submission."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    NOT_ACCEPTED = "not_accepted"
    NOTED = "noted"
    OUTSIDE_SCOPE = "outside_scope"


class State(StrEnum):
    """The state of an answer: a draft is for staff only, and what is published stays."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Show(StrEnum):
    """What an official lists: submissions without an answer, with a draft, with an answer."""

    OPEN = "open"
    DRAFTS = "drafts"
    ANSWERED = "answered"


NEEDS_NO_REASONS = {Disposition.ACCEPTED, Disposition.NOTED}
"""Who got what they asked for, or asked for nothing, is owed no reasons; everybody else is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says, and in which language."""

    disposition: str | None
    reasons: str
    language: str


def reasons_are_missing(said: Said) -> bool:
    """Tell whether an answer that refuses something came without reasons."""
    return not said.reasons and said.disposition not in NEEDS_NO_REASONS
