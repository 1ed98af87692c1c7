"""Near-copies: which texts say nearly the same, and the words by which an index finds them.

Method: a text is the set of its groups of words in a row. Its sketch are the eight smallest hashes
of these (bottom-k sampling, A. Broder, On the resemblance and containment of documents, 1997): two
texts that share half of their groups share a hash of the sketch with a probability over .99, so
only those that do are compared. `marks_of_text` puts a comment's sketch among its search terms.

They are copies of each other where three fifths of the shorter one's groups stand in the other and
make up a third of it: a form letter stays one with as much again as people add to it, and a
sentence that a long text quotes makes no copy of it. Texts of fewer than eight words say too little
to be anybody's copy, however many agree in them; they still find each other in the index.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

SHORTEST = 8
"""Words of a text that can be a copy."""
IN_A_ROW = 3
SKETCH = 8
SHARED = 0.6
SHARED_OF_LONGER = 0.33
FEWEST_LETTERS = 18
"""A shorter text ("I agree") gets no marks: too many people send the same."""

_WORD = re.compile(r"[^\W_]+")
_SPREAD = 2654435761
"""Knuth's multiplicative hash: CRC alone keeps close texts close, their order must be random."""
_SIZES = ((1, 0, 5), (2, 6, 11), (IN_A_ROW, SHORTEST, 10_000))
"""Groups of how many words sketch texts of how many words: of a short text, one changed word would
spoil all the larger ones."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def rows_of(text: str) -> frozenset[int]:
    """Return the hashes of the groups of three words in a row; none for a text that is too short.

    A hash has 32 bits and is the same on every machine and in every run.
    """
    words = words_of(text)
    return frozenset() if len(words) < SHORTEST else _groups(tuple(words), IN_A_ROW)


def sketch_of(rows: Iterable[int]) -> list[int]:
    """Return the few hashes by which near-copies find each other: eight at most, in order."""
    return nsmallest(SKETCH, rows)


def nearly_the_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether one of two texts is mostly contained in the other and a good part of it."""
    fewer, more = sorted((len(one), len(other)))
    both = len(one & other) if fewer >= SHARED_OF_LONGER * more else 0
    return both > 0 and both >= SHARED * fewer and both >= SHARED_OF_LONGER * more


def marks_of_text(text: str) -> list[str]:
    """Return the words that stand for a text's sketch in the index of words."""
    words = words_of(text)
    return _marks(words, _sizes(len(words), 0))


def marks_to_find(text: str) -> list[str]:
    """Return the words of which near-copies of a text have one, those a few words longer too."""
    words = words_of(text)
    return _marks(words, _sizes(len(words), 2 + len(words) // 8))


def mark_of_row(row: int, size: int = IN_A_ROW) -> str:
    """Return the word for a hash, such as `h3f00c0de3`; no text of a citizen gives one.

    There letters and digits are words of their own.
    """
    return f"h{size}{row:08x}"


def _sizes(count: int, near: int) -> list[int]:
    return [size for size, least, most in _SIZES if least - near <= count <= most + near]


def _marks(words: list[str], sizes: list[int]) -> list[str]:
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    return [mark for size in sizes for mark in _marks_of(tuple(words), size)]


@lru_cache(maxsize=16)
def _marks_of(words: tuple[str, ...], size: int) -> list[str]:
    return [mark_of_row(row, size) for row in sketch_of(_groups(words, size))]


@lru_cache(maxsize=16)
def _groups(words: tuple[str, ...], size: int) -> frozenset[int]:
    """Return the hashes of the groups; whoever stores a text asks for them three times."""
    lines = zip(*(words[start:] for start in range(size)), strict=False)
    return frozenset(crc32(" ".join(line).encode()) * _SPREAD & 0xFFFFFFFF for line in lines)
