"""How well a split of people into groups fits their places: the mean silhouette.

Source: P. J. Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of
cluster analysis, J. Comput. Appl. Math. 20 (1987). It is exact, over all pairs of people, by blocks
of people: memory stays the same however many there are. Several splits share the distances: people
whom every split puts together are a cell, and distances are summed by cell.
"""

from collections.abc import Sequence

import numpy as np

from consult.analysis.arrays import Floats, Labels

PAIRS_AT_ONCE = 200_000
FINE = float(2**24)
"""Distances are rounded to such parts: their sums are exact, whatever order threads add them in."""


def silhouettes(places: Floats, splits: Sequence[Labels]) -> list[float]:
    """Return how much nearer people stand to their own group than to the next, for each split.

    From -1 to 1; somebody alone in a group counts as 0.
    """
    if not splits:
        return []
    cells, cell = np.unique(np.stack(splits), axis=1, return_inverse=True)
    by_cell = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[by_cell], np.arange(cells.shape[1]))
    members = [np.eye(int(labels.max()) + 1)[labels] for labels in cells]
    sizes = [np.bincount(labels).astype(float) for labels in splits]
    across = np.ascontiguousarray(places[by_cell].T)
    widths = np.zeros((len(splits), len(places)))
    step = max(PAIRS_AT_ONCE // len(places), 1)
    for first in range(0, len(places), step):
        rows = slice(first, first + step)
        sums = np.add.reduceat(_distances(places[rows], across), starts, axis=1)
        for width, labels, member, size in zip(widths, splits, members, sizes, strict=True):
            width[rows] = _widths(sums @ member, labels[rows], size)
    return [round(float(width.mean()), 9) for width in widths]


def _distances(some: Floats, across: Floats) -> Floats:
    squares = (some[:, :1] - across[0]) ** 2
    squares += (some[:, 1:] - across[1]) ** 2
    return np.rint(np.sqrt(squares, out=squares) * FINE, out=squares)


def _widths(sums: Floats, labels: Labels, sizes: Floats) -> Floats:
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[rows, labels] = np.inf
    next_best = others.min(axis=1)
    widest = np.maximum(own, next_best)
    apart = (widest > 0) & (sizes[labels] > 1)
    return np.divide(next_best - own, widest, out=np.zeros(len(rows)), where=apart)
