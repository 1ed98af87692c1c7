"""Phrases a diff for a reader: stray kept text is given up to the changes around it.

The alignment keeps every word it can. What it keeps beyond difflib is the allowance from which
stray words are given up, so that deletions and insertions come as phrases and the share of kept
words never falls below difflib's.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from consult.consultations.alignment import TOKEN, WORD, shared_stretches, whole_words

_SENTENCE_END = re.compile(r"[.;!?\n]")

# difflib takes up to a quarter of a second for this many pairs of equal words; beyond them it is
# not asked, and no word is spent.
_DIFFLIB_PAIRS = 150_000
# The kept words between two changes are given up shortest first; these are lengths in characters.
_STRAY_LENGTHS = (3, 6, 12, 40)
_STRAY_WORDS = 3


@dataclass(slots=True)
class Hunk:
    """A change and the kept text that follows it."""

    deleted: str
    inserted: str
    kept: str


def phrased_changes(current: str, proposed: str) -> list[Hunk]:
    """Return the changes between two texts, in order, as a reader would tell them."""
    hunks, spare = _hunks(current, proposed), 0
    texts = current.split(), proposed.split()
    words = WORD.findall(current), WORD.findall(proposed)
    if _is_cheap(*texts) and _is_cheap(*words):
        floors = _difflib_words(*texts), _difflib_words(*words)
        choices = [hunks, _hunks(current, proposed, punctuated=False)]
        spares = [_spare_words(current, proposed, choice, floors) for choice in choices]
        best = 1 if spares[1][0] >= 0 and min(spares[1]) > min(spares[0]) else 0
        hunks, spare = choices[best], max(0, min(spares[best]))
    return _parted(_without_strays(hunks, spare))


def _hunks(current: str, proposed: str, *, punctuated: bool = True) -> list[Hunk]:
    """Return the changes in order, each with the kept text after it; the first may be empty."""
    hunks = [Hunk("", "", "")]
    left = right = 0
    stretches = shared_stretches(current, proposed, punctuated=punctuated)
    for at, to, size in [*stretches, (len(current), len(proposed), 0)]:
        if at > left or to > right:
            hunks.append(Hunk(current[left:at], proposed[right:to], ""))
        left, right = at + size, to + size
        hunks[-1].kept += current[at:left]
    return hunks


def _without_strays(hunks: list[Hunk], spare: int) -> list[Hunk]:
    """Return the changes with stray kept text given up to them, at the cost of `spare` words."""
    for longest in _STRAY_LENGTHS:
        found = hunks[:2]
        for hunk in hunks[2:]:
            cost = _cost(found[-1], hunk)
            if cost <= spare and len(found[-1].kept) <= longest and _is_stray(found[-1], hunk):
                spare -= cost
                found[-1] = _merged(found[-1], hunk)
            else:
                found.append(hunk)
        hunks = found
    for before, hunk in pairwise(hunks):
        _trim(before, hunk)
    return hunks


def _is_stray(hunk: Hunk, following: Hunk) -> bool:
    """Tell whether the kept text between two changes is too little to stand between them."""
    kept = hunk.kept
    words = len(WORD.findall(kept))
    if words > _STRAY_WORDS or _SENTENCE_END.search(WORD.sub("", kept)):
        return False
    return not words or all(
        words <= max(len(text.split()) for text in (change.deleted, change.inserted))
        for change in (hunk, following)
    )


def _cost(hunk: Hunk, following: Hunk) -> int:
    """Return how many words are lost, by letters or by `str.split`, whichever is more."""
    kept = hunk.kept
    chunks, words = len(kept.split()), len(WORD.findall(kept))
    # A comma that hangs on a changed word is no kept word by itself; a dash between blanks is one.
    hangs = kept[:1].strip() and any(text[-1:].strip() for text in (hunk.deleted, hunk.inserted))
    leads = kept[-1:].strip() and any(
        text[:1].strip() for text in (following.deleted, following.inserted)
    )
    return 0 if chunks == 1 and not words and (hangs or leads) else max(chunks, words)


def _merged(first: Hunk, second: Hunk) -> Hunk:
    """Return two changes as one, the kept text between them deleted and inserted again."""
    return Hunk(
        first.deleted + first.kept + second.deleted,
        first.inserted + first.kept + second.inserted,
        second.kept,
    )


def _trim(before: Hunk, hunk: Hunk) -> None:
    """Keep blanks and punctuation that a merged change deletes and inserts again at its edges."""
    while (token := _edge(hunk.deleted, 0)) and token == _edge(hunk.inserted, 0):
        hunk.deleted, hunk.inserted = hunk.deleted[len(token) :], hunk.inserted[len(token) :]
        before.kept += token
    while (token := _edge(hunk.deleted, -1)) and token == _edge(hunk.inserted, -1):
        hunk.deleted, hunk.inserted = hunk.deleted[: -len(token)], hunk.inserted[: -len(token)]
        hunk.kept = token + hunk.kept


def _edge(text: str, place: int) -> str:
    """Return the first (0) or last (-1) token unless it is a word."""
    lines = text.splitlines(keepends=True)
    tokens = TOKEN.findall(lines[place]) if lines else []
    return tokens[place] if tokens and not WORD.search(tokens[place]) else ""


def _parted(hunks: list[Hunk]) -> list[Hunk]:
    """Return the changes, whole paragraphs parted from the change of the paragraph after them."""
    parted = hunks[:1]
    for hunk in hunks[1:]:
        cuts = [text.rfind("\n") + 1 for text in (hunk.deleted, hunk.inserted)]
        starts = not parted[-1].kept or parted[-1].kept.endswith("\n")
        if starts and any(cuts) and hunk.deleted and hunk.inserted:
            parted.append(Hunk(hunk.deleted[: cuts[0]], hunk.inserted[: cuts[1]], ""))
            hunk = Hunk(hunk.deleted[cuts[0] :], hunk.inserted[cuts[1] :], hunk.kept)
        parted.append(hunk)
    return parted


def _is_cheap(before: list[str], after: list[str]) -> bool:
    """Tell whether difflib would answer soon enough to be asked for its figure."""
    others = Counter(after)
    return sum(count * others[word] for word, count in Counter(before).items()) <= _DIFFLIB_PAIRS


def _spare_words(
    current: str, proposed: str, hunks: list[Hunk], floors: tuple[int, int]
) -> tuple[int, int]:
    """Return how many words are kept beyond the floors: of `str.split`, and without punctuation."""
    stretches = []
    at = to = 0
    for hunk in hunks:
        at, to = at + len(hunk.deleted), to + len(hunk.inserted)
        stretches.append((at, to, len(hunk.kept)))
        at, to = at + len(hunk.kept), to + len(hunk.kept)
    words = sum(len(WORD.findall(hunk.kept)) for hunk in hunks)
    return whole_words(current, proposed, stretches) - floors[0], words - floors[1]


def _difflib_words(before: list[str], after: list[str]) -> int:
    """Return how many words difflib keeps."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
