"""Texts as rows of a sparse matrix: how telling each stem is in each text (tf-idf).

A stem weighs (1 + ln of its times in the text) x ln(texts / texts that hold it), and every row has
the length 1, so that the product of two rows is their cosine (G. Salton, C. Buckley, Term-weighting
approaches in automatic text retrieval, 1988). numpy is imported inside the functions, because only
the worker needs it.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from consult.analysis.arrays import Flags, Floats, Whole

MOST_STEMS = 6_000
"""How many stems are told apart, the most frequent ones."""
FEWEST_TEXTS = 2
"""What stands in one text only says nothing of others."""
MOST_SHARE = 0.3
"""What stands in more of the texts is what all of them are about, and parts none from another."""
SMALL_SHARE = 0.2
"""From which share of small letters on a word is no name."""
ALWAYS_TOLD = 30
"""What stands in so few texts counts, whatever share of them that is."""
AT_ONCE = 100_000
"""Entries that are multiplied at a time: memory stays bounded."""


@dataclass(slots=True)
class Bags:
    """The stems of many texts, each text as the stems it holds and how often, in little memory."""

    stem_of: Callable[[str], str]
    says_nothing: frozenset[str]
    keys: list[int] = field(default_factory=list)
    stems: dict[str, int] = field(default_factory=dict)
    forms: Counter[str] = field(default_factory=Counter)
    _known: dict[str, int] = field(default_factory=dict)
    _held: "array[int]" = field(default_factory=lambda: array("i"))
    _times: "array[int]" = field(default_factory=lambda: array("i"))
    _sizes: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, key: int, words: Iterable[str]) -> None:
        """Take in a text by its key and its words as they were written."""
        bag: dict[int, int] = {}
        for word in words:
            number = self._known.get(word)
            if number is None:
                number = self._known[word] = self._number(word)
            if number >= 0:
                bag[number] = bag.get(number, 0) + 1
                self.forms[word] += 1
        self.keys.append(key)
        self._held.extend(bag)
        self._times.extend(bag.values())
        self._sizes.append(len(bag))

    def _number(self, word: str) -> int:
        stem = self.stem_of(word)
        if not stem or stem in self.says_nothing:
            return -1
        return self.stems.setdefault(stem, len(self.stems))

    def commonest_forms(self) -> dict[str, str]:
        """Return each stem's most frequent form as it was written; of equal ones the first.

        Capitals that begin a sentence, or shout, are made small if it is written small too.
        """
        times: dict[str, int] = {}
        for word, often in self.forms.items():
            times[word.lower()] = times.get(word.lower(), 0) + often
        best: dict[int, tuple[int, int, str]] = {}
        for word, often in sorted(self.forms.items()):
            small = word.lower()
            shown = small if SMALL_SHARE * times[small] <= self.forms[small] else word
            one = (-times[small], -often, shown)
            number = self._known[word]
            if number not in best or one < best[number]:
                best[number] = one
        return {stem: best[number][-1] for stem, number in self.stems.items() if number in best}

    def rows(self) -> "Rows":
        """Return the matrix of these texts, ordered by key; no text is left out, rows may be empty.

        The order in which texts came changes nothing.
        """
        keys, sizes = np.array(self.keys, dtype=np.int64), np.array(self._sizes, dtype=np.int64)
        held, times = np.array(self._held, dtype=np.int64), np.array(self._times, dtype=np.int64)
        texts = np.bincount(held, minlength=len(self.stems))
        chosen, stems = self._vocabulary(texts)
        order = np.argsort(keys, kind="stable")
        starts, ordered = (np.cumsum(sizes) - sizes)[order], sizes[order]
        within = np.arange(len(held)) - np.repeat(np.cumsum(ordered) - ordered, ordered)
        entries = np.repeat(starts, ordered) + within
        row, stem, often = np.repeat(np.arange(len(keys)), ordered), held[entries], times[entries]
        known = chosen[stem] >= 0
        row, stem, often = row[known], chosen[stem][known], often[known]
        rarity = np.log(len(keys) / texts[[self.stems[one] for one in stems]])
        weight = (1 + np.log(often)) * rarity[stem]
        length = np.sqrt(np.bincount(row, weight**2, minlength=len(keys)))
        weight /= np.where(length > 0, length, 1)[row]
        return Rows(keys[order], stems, rarity, row, stem, weight)

    def _vocabulary(self, texts: Whole) -> tuple[Whole, list[str]]:
        """Return the place of each stem among the chosen ones (-1 for none), and the chosen."""
        most = max(MOST_SHARE * len(self.keys), ALWAYS_TOLD)
        known = [
            (-int(texts[number]), stem, number)
            for stem, number in self.stems.items()
            if FEWEST_TEXTS <= texts[number] <= most
        ]
        taken = sorted(known)[:MOST_STEMS]
        places = np.full(len(self.stems), -1, dtype=np.int64)
        places[[number for _texts, _stem, number in taken]] = np.arange(len(taken))
        return places, [stem for _texts, stem, _number in taken]


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix of texts x stems by its entries: `row`, `stem` and `weight`, sorted by row.

    `keys` are those of the texts, `rarity` is ln(texts / texts with the stem).
    """

    keys: Whole
    stems: list[str]
    rarity: Floats
    row: Whole
    stem: Whole
    weight: Floats

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, which: Flags) -> "Rows":
        """Return the matrix of some of the texts, with the same stems and weights."""
        kept = which[self.row]
        place = np.cumsum(which) - 1
        entries = (place[self.row[kept]], self.stem[kept], self.weight[kept])
        return Rows(self.keys[which], self.stems, self.rarity, *entries)

    def sums(self, labels: Whole, count: int) -> Floats:
        """Return count x stems: the sum of the rows with each label; -1 is no label."""
        label = labels[self.row]
        known, width = label >= 0, len(self.stems)
        cells = label[known] * width + self.stem[known]
        total = np.bincount(cells, self.weight[known], minlength=count * width)
        return np.asarray(total, dtype=float).reshape(count, width)

    def times(self, centres: Floats) -> Floats:
        """Return texts x centres: the product of each row with each centre (centres x stems)."""
        found = np.zeros((len(self), len(centres)))
        turned = np.ascontiguousarray(centres.T)
        for start in range(0, len(self.row), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            row = self.row[part]
            begins = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
            products = turned[self.stem[part]] * self.weight[part, None]
            # The last text of a part may go on in the next one, so its share is added.
            found[row[begins]] += np.add.reduceat(products, begins, axis=0)
        return found

    def vector(self, stems: Sequence[str]) -> Floats:
        """Return a row of length 1 for some stems, of length 0 where none of them is known."""
        place: dict[Any, int] = {stem: number for number, stem in enumerate(self.stems)}
        numbers = sorted({place[stem] for stem in stems if stem in place})
        found = np.zeros(len(self.stems))
        found[numbers] = self.rarity[numbers]
        return unit(found)


def unit(rows: Floats) -> Floats:
    """Return the rows with length 1; empty ones stay empty. One row alone is a row as well."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    shaped: Floats = rows / np.where(length > 0, length, 1)
    return shaped
