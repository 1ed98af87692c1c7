"""Where themes begin: the stems whose texts have most in common beside the stem itself.

Method: like frequent-term clustering (F. Beil, M. Ester, X. Xu, Frequent term-based text
clustering, KDD 2002), greedily and without chance. Texts that share a word of grammar share nothing
else; texts that share a word of a subject share its other words too. So a stem scores as many texts
as hold it, times how much more alike these are without it than any two texts. The best one takes
the texts near the middle of its own, and the next is looked for in the rest.
"""

import numpy as np

from consult.analysis.arrays import Flags, Floats, Whole
from consult.analysis.sparse import Rows, unit

MOST_CANDIDATES = 1_000
MOST_STEMS_EACH = 60
"""Of a long text only the most telling stems are compared: work grows with their square."""
LEAST_ALIKE = 0.02
"""A stem must score this times the size of the smallest theme."""
PAIRS_AT_ONCE = 2_000_000


def seeds_of(rows: Rows, left: Flags, smallest: int, near: float, most: int) -> Floats:
    """Return seeds x stems, the most telling first: the sum of the texts that each begins with.

    Only texts in `left` (one flag a row) are looked at. A seed has at least `smallest` texts whose
    cosine to its middle is `near` or more; there are `most` of them at most, none for few texts.
    """
    pool = _Pool(rows, smallest)
    pool.move(left, 1)
    left = left.copy()
    found: list[Floats] = []
    while len(found) < most and (best := pool.best(smallest)) is not None:
        holds = np.zeros(len(rows), dtype=bool)
        holds[rows.row[rows.stem == best]] = True
        holds &= left
        middle = unit(pool.shared[pool.place[best]])
        taken = left & (rows.times(middle[None, :])[:, 0].round(9) >= near)
        if taken.sum() >= smallest:
            found.append(rows.sums(np.where(taken, 0, -1), 1)[0])
            holds |= taken
        pool.move(holds, -1)
        left &= ~holds
    return np.array(found).reshape(len(found), len(rows.stems))


class _Pool:
    """For each candidate stem the sum of the texts that hold it, kept while texts are taken out."""

    def __init__(self, rows: Rows, smallest: int) -> None:
        self.rows = rows
        texts = np.bincount(rows.stem, minlength=len(rows.stems))
        self.candidates = np.flatnonzero(texts >= smallest)[:MOST_CANDIDATES]
        self.place = np.full(len(rows.stems), -1)
        self.place[self.candidates] = np.arange(len(self.candidates))
        self.shared = np.zeros((len(self.candidates), len(rows.stems)))
        self.texts = np.zeros(len(self.candidates))
        self.alone = np.zeros(len(self.candidates))
        total = np.bincount(rows.stem, rows.weight, minlength=len(rows.stems))
        pairs = max(len(rows) * (len(rows) - 1), 1)
        self.everywhere = (total @ total - rows.weight @ rows.weight) / pairs
        self._entries = _most_telling(rows)

    def best(self, smallest: int) -> int | None:
        """Return the stem with the highest score; of equal ones the more frequent."""
        if not len(self.candidates):
            return None
        itself = self.shared[np.arange(len(self.candidates)), self.candidates]
        length = np.einsum("ij,ij->i", self.shared, self.shared)
        alike = length - itself**2 - self.alone
        score = alike / np.maximum(self.texts, 1) - (self.texts - 1) * self.everywhere
        score = np.where(self.texts >= smallest, score, -np.inf).round(9)
        place = int(score.argmax())
        return int(self.candidates[place]) if score[place] > LEAST_ALIKE * smallest else None

    def move(self, which: Flags, sign: int) -> None:
        """Add the texts that are flagged to the sums, or (sign -1) take them out."""
        row, stem, weight = self._entries
        kept = which[row]
        row, stem, weight = row[kept], stem[kept], weight[kept]
        begins = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else row
        sizes = np.diff(np.r_[begins, len(row)])
        held = self.place[stem] >= 0
        whole = np.repeat(np.add.reduceat(weight**2, begins), sizes) if len(row) else weight
        at = self.place[stem[held]]
        self.texts += sign * np.bincount(at, minlength=len(self.texts))
        rest = (whole - weight**2)[held]
        self.alone += sign * np.bincount(at, rest, minlength=len(self.texts))
        first, size = np.repeat(begins, sizes)[held], np.repeat(sizes, sizes)[held]
        parts = np.searchsorted(
            np.cumsum(size), np.arange(PAIRS_AT_ONCE, size.sum(), PAIRS_AT_ONCE)
        )
        for one in np.split(np.arange(len(at)), parts):
            self._move_pairs(at[one], first[one], size[one], stem, weight, sign)

    def _move_pairs(
        self, at: Whole, first: Whole, size: Whole, stem: Whole, weight: Floats, sign: int
    ) -> None:
        """Add the whole text of each entry to the sum of the entry's stem."""
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        other = np.repeat(first, size) + within
        cells = np.repeat(at, size) * self.shared.shape[1] + stem[other]
        np.add.at(self.shared.reshape(-1), cells, sign * weight[other])


def _most_telling(rows: Rows) -> tuple[Whole, Whole, Floats]:
    """Return row, stem and weight of the entries that are compared, sorted by row."""
    order = np.lexsort((rows.stem, -rows.weight.round(9), rows.row))
    row = rows.row[order]
    begins = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else row
    sizes = np.diff(np.r_[begins, len(row)])
    rank = np.arange(len(row)) - np.repeat(begins, sizes)
    kept = np.sort(order[rank < MOST_STEMS_EACH])
    return rows.row[kept], rows.stem[kept], rows.weight[kept]
