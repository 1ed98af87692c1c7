"""Finds comments that say nearly the same: by many authors a campaign, by few of them flooding.

Method: a text is the set of its groups of three words in a row. Its sketch are the eight smallest
hashes of these (bottom-k sampling, A. Broder, On the resemblance and containment of documents,
1997): two texts that share half of their groups share a hash of the sketch with a probability over
.99, so only those that do are compared. They say nearly the same where three fifths of the shorter
one's groups stand in the other and make up a third of it: a form letter stays one with as much
again as people add to it, and a sentence that a long text quotes makes no copy of it. Texts of
fewer than eight words say too little to be anybody's copy, however many agree in them.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nsmallest
from typing import Generic, TypeVar
from zlib import crc32

Key = TypeVar("Key", bound=Hashable)

SHORTEST = 8
"""Words."""
IN_A_ROW = 3
SKETCH = 8
SHARED = 0.6
SHARED_OF_LONGER = 0.33
PEOPLE_OF_A_CAMPAIGN = 3
MOST_COMPARED = 20
"""How many members of a group a new text is compared with."""

_WORD = re.compile(r"[^\W_]+")
_SPREAD = 2654435761
"""Knuth's multiplicative hash: CRC alone keeps close texts close, their order must be random."""


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


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def rows_of(text: str) -> frozenset[int]:
    """Return the hashes of the groups of three words in a row; none for a text that is too short.

    A hash has 32 bits and is the same on every machine and in every run.
    """
    words = words_of(text)
    if len(words) < SHORTEST:
        return frozenset()
    lines = zip(*(words[start:] for start in range(IN_A_ROW)), strict=False)
    return frozenset(crc32(" ".join(line).encode()) * _SPREAD & 0xFFFFFFFF for line in lines)


def sketch_of(rows: Iterable[int]) -> list[int]:
    """Return the few hashes by which near-copies find each other: eight at most, in order."""
    return nsmallest(SKETCH, rows)


def nearly_the_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether one of two texts is mostly contained in the other and a good part of it."""
    fewer, more = sorted((len(one), len(other)))
    both = len(one & other) if fewer >= SHARED_OF_LONGER * more else 0
    return both > 0 and both >= SHARED * fewer and both >= SHARED_OF_LONGER * more


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
