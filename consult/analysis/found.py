"""The opinion groups of one amendment as plain values: what is stored, shown and exported.

No person can be found in it: groups have at least SMALLEST_GROUP people, a dot of the map is a
place on a coarse grid with the number of people who stand there, and nobody has a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

MOST_LISTED = 5
AGREED = 0.5
"""From which smoothed share on a group counts as agreeing."""


class Dot(NamedTuple):
    """A place on the map, -1 to 1 each way, and how many people of a group stand there."""

    x: float
    y: float
    group: int
    people: int


class Votes(NamedTuple):
    """How a group reacted to a comment; who passed has seen it too."""

    agrees: int
    disagrees: int
    seen: int


class CommentFound(NamedTuple):
    """A comment: its consensus, the smoothed share that agrees and the counts, both by group.

    `divides` is the largest share less the least.
    """

    comment_id: int
    consensus: float
    agree: tuple[float, ...]
    divides: float
    votes: tuple[Votes, ...] = ()

    @property
    def groups_agreeing(self) -> int:
        """Return in how many groups more than half agree."""
        return sum(share > AGREED for share in self.agree)


class Typical(NamedTuple):
    """A comment on which a group thinks otherwise than everybody else: it agrees, or disagrees."""

    comment_id: int
    agrees: bool
    share: float


@dataclass(frozen=True, slots=True)
class OpinionFound:
    """Groups by size, the map, and what the groups make of each comment, strongest first."""

    people: int
    groups: tuple[int, ...]
    points: tuple[Dot, ...]
    comments: tuple[CommentFound, ...]
    typical: tuple[tuple[Typical, ...], ...]
    at: datetime

    def agreed_by_most(self, most: int = MOST_LISTED) -> Sequence[CommentFound]:
        """Return what more than half of the groups agree on, the strongest consensus first."""
        half = len(self.groups) / 2
        return [one for one in self.comments if one.groups_agreeing > half][:most]

    def dividing(self, most: int = MOST_LISTED) -> Sequence[CommentFound]:
        """Return what divides: a group agrees, another does not; the widest spread first."""
        parted = [one for one in self.comments if 0 < one.groups_agreeing < len(one.agree)]
        return sorted(parted, key=lambda one: (-one.divides, one.comment_id))[:most]

    def as_json(self) -> dict[str, Any]:
        """Return what is stored; its time stands beside it."""
        return {
            "people": self.people,
            "groups": list(self.groups),
            "points": [list(dot) for dot in self.points],
            "comments": [
                [one.comment_id, one.consensus, [list(votes) for votes in one.votes]]
                for one in self.comments
            ],
            "typical": [[list(one) for one in group] for group in self.typical],
        }


def from_json(stored: dict[str, Any], at: datetime) -> OpinionFound:
    """Return what `as_json` stored."""
    return OpinionFound(
        people=stored["people"],
        groups=tuple(stored["groups"]),
        points=tuple(Dot(*dot) for dot in stored["points"]),
        comments=tuple(
            comment_found(number, consensus, [Votes(*one) for one in votes])
            for number, consensus, votes in stored["comments"]
        ),
        typical=tuple(tuple(Typical(*one) for one in group) for group in stored["typical"]),
        at=at,
    )


def comment_found(number: int, consensus: float, votes: Sequence[Votes]) -> CommentFound:
    """Return a comment with what follows from the counts of its groups."""
    shares = tuple(smoothed(one.agrees, one.seen) for one in votes)
    spread = round(max(shares) - min(shares), 6)
    return CommentFound(number, consensus, shares, spread, tuple(votes))


def smoothed(agrees: int, seen: int) -> float:
    """Return the share that agrees as if one more had agreed and one more had not (Laplace)."""
    return (agrees + 1) / (seen + 2)
