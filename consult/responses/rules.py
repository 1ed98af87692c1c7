"""Dispositions, the states of an answer, and what an answer must say, on plain values."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_REASONS = 5000
LONGEST_HEADING = 200
PER_PAGE = 20
MOST_TOGETHER = 100
"""How many answers are assigned or published with one button."""


class Disposition(StrEnum):
    """What officials did with a submission."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    NOT_ACCEPTED = "not_accepted"
    NOTED = "noted"
    OUTSIDE_SCOPE = "outside_scope"


class State(StrEnum):
    """The state of an answer: a draft is for staff only, and what is published stays.

    Reviewed is a draft that another official than its author found fit; a change undoes that.
    """

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class Show(StrEnum):
    """What an official lists: submissions without an answer, with a draft, with an answer."""

    OPEN = "open"
    DRAFTS = "drafts"
    ANSWERED = "answered"


class Work(StrEnum):
    """Which answers an official lists that are not published yet."""

    ALL = "all"
    MINE = "mine"
    TO_REVIEW = "to_review"
    REVIEWED = "reviewed"


class Origin(StrEnum):
    """What proposed an argument; one that was merged into another names that one."""

    STAFF = "staff"
    CAMPAIGN = "campaign"
    THEME = "theme"
    MERGED = "merged"


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
