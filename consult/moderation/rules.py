"""Grounds and decisions of moderation, on plain values."""

from enum import StrEnum

from consult.comments.rules import State

LONGEST_NOTE = 1000


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
    """Return what a moderator may do with a comment in this state."""
    return [action for action, (before, _) in OUTCOME.items() if before == state]
