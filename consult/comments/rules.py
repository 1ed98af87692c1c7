"""States, stances, limits and moves of comments, on plain values."""

from datetime import timedelta
from enum import StrEnum
from math import sqrt

LONGEST_BODY = 5000
DEEPEST = 2
PER_PAGE = 20
REPLIES_SHOWN = 5
SILENT_FOR = timedelta(minutes=15)


class State(StrEnum):
    """The one state of a comment."""

    HELD = "held"
    PUBLISHED = "published"
    REJECTED = "rejected"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    """What a comment says of the amendment; replies have none."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Channel(StrEnum):
    """How a comment came: all but `web` are brought in by staff."""

    WEB = "web"
    LETTER = "letter"
    EMAIL = "email"
    PAPER = "paper"
    RECEPTION = "reception"


class Reaction(StrEnum):
    """What a reader thinks of somebody's comment."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105 - a word of the field, not a password


class Order(StrEnum):
    """How a list of comments is sorted."""

    NEWEST = "newest"
    AGREED = "agreed"


ELSEWHERE = "elsewhere"
"""The ground of what was not published by the office it was sent to: no moderator decided here."""

REACTION_VALUE = {Reaction.AGREE: 1, Reaction.DISAGREE: -1, Reaction.PASS: 0}

MOVES = {
    State.HELD: {State.PUBLISHED, State.REJECTED, State.WITHDRAWN},
    State.PUBLISHED: {State.HIDDEN, State.WITHDRAWN, State.HELD},
    State.REJECTED: {State.WITHDRAWN, State.PUBLISHED, State.HELD},
    State.HIDDEN: {State.PUBLISHED, State.WITHDRAWN},
    State.WITHDRAWN: set(),
}
"""From which state a comment may go to which; an edit sends a published one back to screening.

A rejected one is held again only where its moderator undoes the decision within minutes.
"""


def is_listed(state: str, replies: int) -> bool:
    """Tell whether a comment stands in the thread, as itself or as a stone.

    A withdrawn one needs its stone only for the replies below it; so does one that was published,
    answered, edited, and held for what the edit says.
    """
    if state in {State.WITHDRAWN, State.HELD}:
        return replies > 0
    return True


def edits_silently(state: str, age: timedelta, answers: int) -> bool:
    """Tell whether an edit leaves no mark: nobody can have built on what the text said before.

    `answers` are reactions of any kind, replies and the official answer. What is held was read by
    no public, and what held it must not come to light in a history.
    """
    return state == State.HELD or (age < SILENT_FOR and answers == 0)


def depth(parent_id: int | None, root_id: int | None) -> int:
    """Return how far below its root a comment stands: 0 for a root, 2 at most."""
    if parent_id is None:
        return 0
    return 1 if parent_id == root_id else 2


def strength(agrees: int, disagrees: int) -> int:
    """Return the Wilson lower bound (95 %) of the share that agrees, in millionths.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    JASA 22 (1927). Few reactions count for little, so an early comment has no advantage.
    """
    seen = agrees + disagrees
    if seen == 0:
        return 0
    z = 1.959964
    share = agrees / seen
    middle = share + z * z / (2 * seen)
    spread = z * sqrt((share * (1 - share) + z * z / (4 * seen)) / seen)
    return round(1_000_000 * max(0.0, (middle - spread) / (1 + z * z / seen)))
