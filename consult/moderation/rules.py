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
    REDACT = "redact"
    MOVE = "move"
    ASK = "ask"


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


OUTCOME: dict[Action, dict[State, State]] = {
    Action.PUBLISH: {State.HELD: State.PUBLISHED},
    Action.RESTORE: {State.HIDDEN: State.PUBLISHED},
    Action.KEEP: {State.PUBLISHED: State.PUBLISHED},
    Action.REDACT: {State.HELD: State.PUBLISHED, State.PUBLISHED: State.PUBLISHED},
    Action.MOVE: {State.HELD: State.HELD, State.PUBLISHED: State.PUBLISHED},
    Action.ASK: {State.HELD: State.HELD, State.PUBLISHED: State.HELD},
    Action.REJECT: {State.HELD: State.REJECTED},
    Action.HIDE: {State.PUBLISHED: State.HIDDEN},
}
"""From which states an action takes a comment, and to which; what takes away stands last."""

NEEDS_GROUND = frozenset({Action.REJECT, Action.HIDE, Action.REDACT})
TAKES_GROUND = NEEDS_GROUND | {Action.ASK}
"""Which actions go against what somebody wrote: they have a ground and may quote a passage."""
NEEDS_NOTE = frozenset({Action.ASK})
TOGETHER = (Action.PUBLISH, Action.KEEP, Action.RESTORE, Action.REJECT, Action.HIDE)
"""What may be decided about many comments at once: what needs nothing of the single text."""
UNDO_MINUTES = 10
"""For how long many decisions taken together can be undone."""
MOST_AT_ONCE = 500
"""On how many comments one request decides."""
RESERVED_DAYS = 3
"""For how long a comment that its author was asked to edit is the asking moderator's case."""


def actions_for(state: str) -> list[Action]:
    """Return what a moderator may do with a comment in this state; what takes away stands last."""
    return [action for action, ways in OUTCOME.items() if state in ways]


def note_is_missing(ground: str | None, note: str) -> bool:
    """Tell whether a ground that says nothing by itself came without a note."""
    return ground == Ground.OTHER and not note


def stands_in(quote: str, *texts: str | None) -> bool:
    """Tell whether a quoted passage stands in one of the texts, however its lines are broken."""
    words = " ".join(quote.split())
    return any(words in " ".join((text or "").split()) for text in texts)


def moderated_by(reader: Reader) -> set[int] | None:
    """Return the consultations whose comments somebody moderates; None stands for all."""
    if reader.has(Role.MODERATOR) or reader.has(Role.ADMINISTRATOR):
        return None
    return {place for role, place in reader.roles if role == Role.MODERATOR and place is not None}
