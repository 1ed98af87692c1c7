"""Grounds and decisions of moderation, on plain values."""

from enum import StrEnum

from consult.accounts.rules import Reader, Role
from consult.comments.rules import State

LONGEST_NOTE = 1000
PER_PAGE = 20
MOST_COUNTED = 1000
"""Up to how many waiting cases are counted; a page says that there are more."""


class Ground(StrEnum):
    """Why a comment is reported, held, hidden or rejected: the public rules, a word each."""

    INSULT = "insult"
    THREAT = "threat"
    PERSONAL_DATA = "personal_data"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    IMPERSONATION = "impersonation"
    ILLEGAL = "illegal"
    OTHER = "other"


class Action(StrEnum):
    """What a moderator may do with a case."""

    PUBLISH = "publish"
    REJECT = "reject"
    HIDE = "hide"
    RESTORE = "restore"
    KEEP = "keep"


class Kind(StrEnum):
    """What a case is: why somebody has to decide."""

    HELD = "held"
    REPORTED = "reported"
    CAMPAIGN = "campaign"
    APPEAL = "appeal"
    SECOND_LOOK = "second_look"
    SUSPENSION = "suspension"


class Show(StrEnum):
    """What a moderator lists: the comments that wait, cases of one kind, or what was decided."""

    ALL = "all"
    HELD = "held"
    REPORTED = "reported"
    CAMPAIGN = "campaign"
    APPEAL = "appeal"
    SUSPENSION = "suspension"
    SECOND_LOOK = "second_look"
    DECIDED = "decided"


COMMENTS = (Show.ALL, Show.HELD, Show.REPORTED)
"""What lists comments; the other kinds have pages of their own."""


class Order(StrEnum):
    """Which case comes first: the one that waits longest, or the one reported by most."""

    OLDEST = "oldest"
    REPORTED = "reported"


OUTCOME = {
    Action.PUBLISH: (State.HELD, State.PUBLISHED),
    Action.REJECT: (State.HELD, State.REJECTED),
    Action.HIDE: (State.PUBLISHED, State.HIDDEN),
    Action.RESTORE: (State.HIDDEN, State.PUBLISHED),
    Action.KEEP: (State.PUBLISHED, State.PUBLISHED),
}
"""From which state an action takes a comment, and to which."""

NEEDS_GROUND = {Action.REJECT, Action.HIDE}


def actions_for(state: str) -> list[Action]:
    """Return what a moderator may do with a comment in this state; what takes away stands last."""
    possible = [action for action, (before, _) in OUTCOME.items() if before == state]
    return sorted(possible, key=lambda action: action in NEEDS_GROUND)


def note_is_missing(ground: str | None, note: str) -> bool:
    """Tell whether a ground that says nothing by itself came without a note."""
    return ground == Ground.OTHER and not note


def moderated_by(reader: Reader) -> set[int] | None:
    """Return the consultations whose comments somebody moderates; None stands for all."""
    if reader.has(Role.MODERATOR) or reader.has(Role.ADMINISTRATOR):
        return None
    return {place for role, place in reader.roles if role == Role.MODERATOR and place is not None}
