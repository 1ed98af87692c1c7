"""Groups comments that say nearly the same: by many authors a campaign, by few of them flooding.

When two texts say nearly the same, and by which hashes they find each other, is in
comments/copies.py.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from consult.comments.copies import nearly_the_same, rows_of, sketch_of

__all__ = ["grouped", "kind_of", "nearly_the_same", "rows_of", "sketch_of"]

Key = TypeVar("Key", bound=Hashable)

PEOPLE_OF_A_CAMPAIGN = 3
MOST_COMPARED = 20
"""How many members of a group a new text is compared with."""


class Kind(StrEnum):
    """What a group of near-copies is."""

    CAMPAIGN = "campaign"
    FLOODING = "flooding"


@dataclass(slots=True)
class Group(Generic[Key]):
    """Texts that say nearly the same, by their keys, in the order in which they came."""

    keys: list[Key] = field(default_factory=list)
    authors: set[Hashable] = field(default_factory=set)

    @property
    def kind(self) -> Kind:
        """Return what it is; see `kind_of`."""
        return kind_of(len(self.authors))


def kind_of(people: int) -> Kind:
    """Return what a group of near-copies by so many people is."""
    return Kind.CAMPAIGN if people >= PEOPLE_OF_A_CAMPAIGN else Kind.FLOODING


def grouped(texts: Iterable[tuple[Key, Hashable, str]], smallest: int = 2) -> list[Group[Key]]:
    """Return the groups of near-copies among (key, author, text), the largest first.

    The answer does not depend on the order of the texts. Work grows with their number, not with
    its square: a text is compared only with those that share a hash of its sketch, and with at
    most twenty of each group.
    """
    ordered = sorted(texts, key=lambda one: (len(one[2]), one[2], str(one[0])))
    rows = [rows_of(text) for _key, _author, text in ordered]
    links = _Links(len(ordered))
    seen: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(rows):
        compared: dict[int, int] = defaultdict(int)
        for mark in sketch_of(one):
            for other in _spread(seen[mark]):
                top = links.top(other)
                if top == links.top(place) or compared[top] >= MOST_COMPARED:
                    continue
                compared[top] += 1
                if nearly_the_same(one, rows[other]):
                    links.join(place, other)
            seen[mark].append(place)
    return _as_groups(ordered, links, smallest)


def _spread(places: Sequence[int]) -> Iterable[int]:
    """Yield a few of many that share a hash: the latest, which are of about the same length."""
    return reversed(places[-3 * MOST_COMPARED :])


def _as_groups(
    ordered: Sequence[tuple[Key, Hashable, str]], links: "_Links", smallest: int
) -> list[Group[Key]]:
    groups: dict[int, Group[Key]] = defaultdict(Group)
    for place, (key, author, _text) in enumerate(ordered):
        group = groups[links.top(place)]
        group.keys.append(key)
        group.authors.add(author)
    found = [group for group in groups.values() if len(group.keys) >= smallest]
    return sorted(found, key=lambda group: (-len(group.keys), str(group.keys[0])))


class _Links:
    """Which texts belong together (union-find with halving of paths)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def top(self, place: int) -> int:
        """Return the one that stands for all of its group."""
        above = self._above
        while above[place] != place:
            above[place] = place = above[above[place]]
        return place

    def join(self, one: int, other: int) -> None:
        """Put two groups together; the earlier one stands for both."""
        first, last = sorted((self.top(one), self.top(other)))
        self._above[last] = first
