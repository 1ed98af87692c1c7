"""Which stretches of two wordings are the same text: whole words, in order.

Texts are aligned in passes, each one inside the gaps that the pass before it left: words as
`str.split` sees them, then words without their punctuation, then line breaks, then the rest. The
first pass is a longest common subsequence (Hyyrö's bit-parallel algorithm in rapidfuzz), so it
keeps at least as many words as difflib does.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rapidfuzz.distance import Indel

# Words are what stands between blanks and punctuation, so that combining marks, soft hyphens and
# the letters of every script stay inside them. A hyphen or apostrophe joins (83-1, Вице-Президент),
# as do points and commas between digits (01.07.2026); the number of a clause keeps its point.
_POINTS = (
    r"\s!-/:-@\[-`{-~\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf"
    r"\u2010-\u2027\u2030-\u205e\u2116\u2190-\u2bff\u3001-\u3003\u3008-\u3011"
)
_LABEL = r"^\d+(?:-\d+)*[.)](?!\S)"
_WORD_PATTERN = rf"{_LABEL}|[^{_POINTS}]+(?:(?:[-'’\u2010\u2011]|(?<=\d)[.,/](?=\d))[^{_POINTS}]+)*"
CHUNK = re.compile(r"\S+")
WORD = re.compile(_WORD_PATTERN, re.MULTILINE)
_BREAK = re.compile(r"\r?\n")
TOKEN = re.compile(rf"{_WORD_PATTERN}|\r?\n|[^\S\r\n]+|.", re.DOTALL | re.MULTILINE)
_PASSES = (CHUNK, WORD, _BREAK, TOKEN)

# A table of this many cells takes 12 MB; two texts of 10,000 words stay below it.
_CELLS = 100_000_000
_PHRASE = 6
# Points and blanks that two longer gaps share (in characters, multiplied) share nothing by it.
_LOOSE_GAP = 4_000_000


def shared_stretches(
    current: str, proposed: str, *, punctuated: bool = True
) -> Iterator[tuple[int, int, int]]:
    """Yield (start in current, start in proposed, length) of the text that both have, in order.

    Words with their punctuation come first, which keeps the most words of `str.split`; with
    `punctuated=False` words without it, which keeps the most words as such.
    """
    yield from _align(current, proposed, 0, 0, 0 if punctuated else 1)


def whole_words(current: str, proposed: str, stretches: Iterable[tuple[int, int, int]]) -> int:
    """Return how many words of `str.split` within the stretches are whole in both texts."""
    before = {match.span() for match in CHUNK.finditer(current)}
    after = {match.span() for match in CHUNK.finditer(proposed)}
    count = 0
    for at, to, size in stretches:
        for start, end in (match.span() for match in CHUNK.finditer(current, at, at + size)):
            count += (start, end) in before and (start - at + to, end - at + to) in after
    return count


def _align(
    current: str, proposed: str, at: int, to: int, step: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches found by the tokens of this pass, and by later passes in its gaps."""
    if current == proposed:
        yield at, to, len(current)
        return
    if not (current and proposed) or step == len(_PASSES):
        return
    if _PASSES[step] is TOKEN and len(current) * len(proposed) > _LOOSE_GAP:
        return
    before = list(_PASSES[step].finditer(current))
    after = list(_PASSES[step].finditer(proposed))
    pairs = _matches([match[0] for match in before], [match[0] for match in after])
    left = right = 0
    for i, j in pairs:
        start, begin = before[i].start(), after[j].start()
        gap = current[left:start], proposed[right:begin]
        yield from _align(*gap, at + left, to + right, step + 1)
        yield at + start, to + begin, len(before[i][0])
        left, right = before[i].end(), after[j].end()
    yield from _align(current[left:], proposed[right:], at + left, to + right, step + 1)


def _matches(a: list[str], b: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of a longest common subsequence of two token lists."""
    if set(a).isdisjoint(b):
        return
    for a_from, a_to, b_from, b_to in _segments(a, b):
        for code in Indel.opcodes(a[a_from:a_to], b[b_from:b_to]):
            if code.tag == "equal":
                places = range(a_from + code.src_start, a_from + code.src_end)
                yield from zip(places, range(b_from + code.dest_start, b_to), strict=False)


def _segments(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield pairs of slices that cover both lists in order, each pair small enough for a table."""
    for (at, to), (i, j) in pairwise([(0, 0), *_anchors(a, b), (len(a), len(b))]):
        # Texts without a single anchor have next to nothing in common: equal shares will do.
        count = 1 + (i - at) * (j - to) // _CELLS
        for cut in range(count):
            yield (
                at + (i - at) * cut // count,
                at + (i - at) * (cut + 1) // count,
                to + (j - to) * cut // count,
                to + (j - to) * (cut + 1) // count,
            )


def _anchors(a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Return places, in order in both, where long lists share a phrase that each has only once."""
    if len(a) * len(b) <= _CELLS:
        return []
    phrases_a, phrases_b = _unique_phrases(a), _unique_phrases(b)
    return _rising([(i, phrases_b[key]) for key, i in phrases_a.items() if key in phrases_b])


def _unique_phrases(words: list[str]) -> dict[tuple[str, ...], int]:
    """Return, in order, the place of every phrase that stands in the list only once."""
    phrases = list(zip(*(words[shift:] for shift in range(_PHRASE)), strict=False))
    counts = Counter(phrases)
    return {phrase: place for place, phrase in enumerate(phrases) if counts[phrase] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest series of pairs that rises on both sides (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [place]
    series = []
    place = ends[-1] if ends else -1
    while place >= 0:
        series.append(pairs[place])
        place = before[place]
    return series[::-1]
