"""Themes: what many comments speak of, found by their words alone, the same way every time.

Comments of one language are rows of a matrix of stems (`analysis/sparse.py`). Themes begin where
texts share more than one word (`analysis/seeds.py`) and settle by spherical k-means (I. Dhillon,
D. Modha, Concept decompositions for large sparse text data using clustering, 2001): each comment
goes to the theme whose middle is nearest, the middle of a theme is the sum of its comments. A text
is compared with the middle of the others, never with itself, and what is near no theme stays
without. What persons made are anchors: the texts that they placed stay, and pull new ones along.

How many themes there are is not asked for: a theme has at least `smallest_theme` comments, and the
24 largest of a language are proposed. Nothing is drawn by lot, and sums are made in the order of
keys, so the same comments in any order give the same themes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import sqrt
from zlib import crc32

import numpy as np

from consult.analysis.arrays import Flags, Floats, Whole
from consult.analysis.common_words import common_stems
from consult.analysis.naming import name_of, telling_words
from consult.analysis.seeds import seeds_of
from consult.analysis.sparse import Bags, Rows, unit
from consult.analysis.stems import stem_of, words_of

NEAR = 0.15
"""The cosine from which on a comment belongs to a theme."""
THE_SAME = 0.4
"""The cosine of two middles from which on two themes are one."""
MOST_PROPOSED = 24
MOST_ROUNDS = 25
LEARNED_FROM = 20_000
"""From how many comments themes are learned; all others are placed among these themes."""
WORDS_WEIGH = 3.0
"""As much as so many comments the words of an anchor weigh."""
KNOWN_WORDS = 3
"""One word in so many must be known of a theme of another language."""
FEW_STEMS = 4
"""A text of fewer telling stems says little, however near it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """A comment to be placed."""

    key: int
    language: str
    body: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A theme that persons stand for: its key, its words, and the comments they placed there.

    In another language than its own, where words such as "president" are the same, it is looked for
    only if a third of its words are known there or a person placed comments of that language.
    """

    key: int
    words: Sequence[str]
    placed: frozenset[int] = frozenset()
    language: str = ""


@dataclass(slots=True)
class Found:
    """A theme of one language: of an anchor, or a proposed one.

    `members` are keys of comments, each with its nearness in thousandths: its cosine to the middle
    of the others, lowered for texts of fewer than four telling words; the nearest comes first.
    """

    language: str
    anchor: int | None
    name: str
    words: list[str]
    members: list[tuple[int, int]] = field(default_factory=list)


def smallest_theme(texts: int) -> int:
    """Return how many comments a theme needs at least, of so many: 4 of 100, 25 of 10,000."""
    return max(4, round(sqrt(texts) / 4))


def find_themes(texts: Iterable[Text], anchors: Sequence[Anchor] = ()) -> list[Found]:
    """Return the themes of comments in any order, by language, anchors first, then the largest.

    An anchor that has comments in two languages is found in both. Comments near no theme are in
    none. Memory holds the stems of all texts, about 250 bytes for a comment of 40 words.
    """
    bags: dict[str, Bags] = {}
    for text in texts:
        if text.language not in bags:
            says_nothing = common_stems(text.language)
            bags[text.language] = Bags(partial(stem_of, language=text.language), says_nothing)
        bags[text.language].add(text.key, words_of(text.body))
    return [
        found
        for language, bag in sorted(bags.items())
        for found in _themes_in(language, bag, sorted(anchors, key=lambda one: one.key))
    ]


def _themes_in(language: str, bags: Bags, anchors: Sequence[Anchor]) -> list[Found]:
    rows = bags.rows()
    if not len(rows.row):
        return []
    held, anchors = _anchored(rows, language, anchors)
    fixed = _placed(rows, anchors)
    learn = _learned_from(rows) | (fixed >= 0)
    few = rows if learn.all() else rows.only(learn)
    sums = _settled(few, fixed[learn], held)
    labels, _near = _assigned(rows, sums, fixed)
    sums = rows.sums(labels, len(sums))
    sums[: len(held)] += held
    labels, near = _assigned(rows, sums, fixed, own=labels)
    return _described(language, bags, rows, labels, near, anchors)


def _anchored(
    rows: Rows, language: str, anchors: Sequence[Anchor]
) -> tuple[Floats, Sequence[Anchor]]:
    """Return the words of the anchors that this language knows, as rows, and those anchors."""
    keys = set(rows.keys.tolist())
    known = []
    for anchor in anchors:
        vector = rows.vector([stem_of(one, language) for one in anchor.words])
        at_home = anchor.language == language and vector.any()
        understood = 0 < len(anchor.words) <= KNOWN_WORDS * np.count_nonzero(vector)
        if at_home or understood or anchor.placed & keys:
            known.append((vector, anchor))
    held = np.array([WORDS_WEIGH * vector for vector, _anchor in known])
    return held.reshape(len(known), len(rows.stems)), [anchor for _vector, anchor in known]


def _placed(rows: Rows, anchors: Sequence[Anchor]) -> Whole:
    """Return for each row the place of the anchor where a person put it, or -1."""
    of: Mapping[int, int] = {
        key: place for place, anchor in enumerate(anchors) for key in anchor.placed
    }
    return np.array([of.get(key, -1) for key in rows.keys.tolist()], dtype=np.int64)


def _learned_from(rows: Rows) -> Flags:
    """Choose evenly among all keys, whenever they came: by a hash, the same ones every time."""
    if len(rows) <= LEARNED_FROM:
        return np.ones(len(rows), dtype=bool)
    hashes = np.array([crc32(str(key).encode()) for key in rows.keys.tolist()])
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[np.argsort(hashes, kind="stable")[:LEARNED_FROM]] = True
    return chosen


def _settled(rows: Rows, fixed: Whole, held: Floats) -> Floats:
    """Return the sums of the themes, anchors first (as many as `held`), after k-means settled."""
    anchors, smallest = len(held), smallest_theme(len(rows))
    begun = held + rows.sums(fixed, anchors) if anchors else held
    left = fixed < 0
    if anchors:
        left &= rows.times(unit(begun)).max(axis=1).round(9) < NEAR
    sums = np.vstack([begun, seeds_of(rows, left, smallest, NEAR, MOST_PROPOSED + 8)])
    labels = np.full(len(rows), -1, dtype=np.int64)
    for _round in range(MOST_ROUNDS if len(sums) else 0):
        before, count = labels, len(sums)
        labels, _near = _assigned(rows, sums, fixed, own=labels)
        sums = rows.sums(labels, count)
        sums[:anchors] += held
        labels, sums = _fewer(labels, sums, anchors, smallest)
        if not len(sums) or (len(sums) == count and (labels == before).all()):
            break
    return _largest(labels, sums, anchors)


def _assigned(
    rows: Rows, sums: Floats, fixed: Whole, own: Whole | None = None
) -> tuple[Whole, Floats]:
    """Return the nearest theme of each row, -1 for none, and how near: the cosine to its middle.

    Where `own` says in which theme a row is, that theme is taken without it.
    """
    if not len(sums):
        return np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows))
    cosines = rows.times(unit(sums))
    if own is not None:
        _without_itself(cosines, sums, own)
    cosines = cosines.round(9)
    labels: Whole = np.where(fixed >= 0, fixed, cosines.argmax(axis=1))
    near = cosines[np.arange(len(rows)), labels]
    return np.where((near >= NEAR) | (fixed >= 0), labels, -1), near


def _without_itself(cosines: Floats, sums: Floats, own: Whole) -> None:
    """Set the cosine of each row to its own theme to that to the sum of the theme's others."""
    row = np.flatnonzero(own >= 0)
    label = own[row]
    length = np.linalg.norm(sums, axis=1)[label]
    along = cosines[row, label] * length
    rest = np.sqrt(np.maximum(length**2 - 2 * along + 1, 0))
    cosines[row, label] = np.where(rest > 1e-5, (along - 1) / np.maximum(rest, 1e-5), 0)


def _fewer(labels: Whole, sums: Floats, anchors: int, smallest: int) -> tuple[Whole, Floats]:
    """Drop proposed themes that are too small, and put the two that are most alike together."""
    count = len(sums)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    kept = (sizes >= smallest) | (np.arange(count) < anchors)
    to = np.arange(count)
    middles = unit(sums) * kept[:, None]
    alike = np.triu(middles @ middles.T, 1)
    alike[:anchors, :anchors] = 0
    if count and alike.max() >= THE_SAME:
        one, other = np.unravel_index(alike.round(9).argmax(), alike.shape)
        sums[one] += sums[other]
        to[other], kept[other] = one, False
    place = np.where(kept[to], (np.cumsum(kept) - 1)[to], -1)
    return np.where(labels >= 0, place[labels], -1), sums[kept]


def _largest(labels: Whole, sums: Floats, anchors: int) -> Floats:
    """Return the sums of the anchors and of the largest proposed themes."""
    sizes = np.bincount(labels[labels >= 0], minlength=len(sums))
    proposed = anchors + np.argsort(-sizes[anchors:], kind="stable")[:MOST_PROPOSED]
    return sums[np.r_[np.arange(anchors), np.sort(proposed)].astype(np.int64)]


def _described(
    language: str, bags: Bags, rows: Rows, labels: Whole, near: Floats,
    anchors: Sequence[Anchor],
) -> list[Found]:  # fmt: skip
    forms = bags.commonest_forms()
    stems = np.bincount(rows.row, minlength=len(rows))
    nearness = (1000 * near * np.minimum(1, stems / FEW_STEMS)).round().astype(np.int64)
    themes = []
    for place, telling in enumerate(telling_words(rows, labels)):
        which = np.flatnonzero(labels == place)
        which = which[np.lexsort((rows.keys[which], -nearness[which]))]
        said = [forms[rows.stems[stem]] for stem in telling]
        anchor = anchors[place].key if place < len(anchors) else None
        members = list(zip(rows.keys[which].tolist(), nearness[which].tolist(), strict=True))
        if members:
            themes.append(Found(language, anchor, name_of(said), said, members))
    themes.sort(key=lambda one: (one.anchor is None, -len(one.members), one.members[0][0]))
    return themes
