"""Opinion groups from reactions, and how far a comment is agreed to in all of them.

The method is that of Pol.is: C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw, C. Megill, Polis:
Scaling deliberation by mapping high dimensional opinion spaces, Recerca 26 (2021), no. 2. People
who react alike are placed near each other by a principal component analysis, groups are found by
k-means, their number by the silhouette, and a comment is as strong as the product of its agreement
in each group: what only the larger group loves falls behind what both accept.

Nothing is drawn by lot: people are sorted by their keys, the first centres are the points farthest
from each other, the signs of components are fixed. So the same reactions always give the same
answer. numpy is imported inside the functions: only the worker needs it, web processes stay light.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from consult.analysis.rules import FEWEST_PEOPLE, FEWEST_REACTIONS, MOST_GROUPS, SMALLEST_GROUP

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Labels: TypeAlias = NDArray[np.int64]

ROUNDS = 100
STARTS_ON_AXIS = 11
CLEARLY_BETTER = 0.02
"""By how much the silhouette of more groups must be wider: of two equal ones fewer are claimed."""
NOBODY = -1


def find_groups(people: Sequence[int], matrix: "Floats") -> "Labels | None":
    """Return the group of each row, 0 the largest, -1 for who reacted too little; None for none.

    `matrix` is people x comments: 1 agree, -1 disagree, 0 pass, nan not seen. `people` are the keys
    of the rows and decide their order, so a shuffled matrix gives the same groups.
    """
    import numpy as np

    order = np.argsort(np.asarray(people, dtype=np.int64), kind="stable")
    seen = (~np.isnan(matrix[order])).sum(axis=1)
    taking_part = order[seen >= FEWEST_REACTIONS]
    if len(taking_part) < FEWEST_PEOPLE:
        return None
    found = _best_split(project(matrix[taking_part]))
    if found is None:
        return None
    labels: Labels = np.full(len(people), NOBODY, dtype=np.int64)
    labels[taking_part] = found
    return labels


def consensus(matrix: "Floats", labels: "Labels") -> "Floats":
    """Return the group-aware consensus of each comment, 0 to 1: the product over the groups.

    Each factor is (agree + 1) / (seen + 2), so that a comment which a group has hardly seen is
    neither approved nor vetoed by it.
    """
    import numpy as np

    product = np.ones(matrix.shape[1])
    for group in range(int(labels.max()) + 1):
        rows = matrix[labels == group]
        agree, seen = (rows == 1).sum(axis=0), (~np.isnan(rows)).sum(axis=0)
        product *= (agree + 1) / (seen + 2)
    return product


def project(matrix: "Floats") -> "Floats":
    """Return people x 2: their places on the two first principal components.

    What somebody has not seen counts as the mean of the comment. Who has seen little would stand in
    the middle for that alone; Pol.is stretches their place by the root of comments over seen.
    """
    import numpy as np

    known = ~np.isnan(matrix)
    seen = known.sum(axis=0)
    means = np.where(known, matrix, 0.0).sum(axis=0) / np.maximum(seen, 1)
    centred = np.where(known, matrix - means, 0.0)
    _values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :2]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    stretch = np.sqrt(matrix.shape[1] / np.maximum(known.sum(axis=1), 1))
    places: Floats = (centred @ (axes * np.sign(largest))) * stretch[:, None]
    return places.round(9)


def _best_split(places: "Floats") -> "Labels | None":
    """Return the split whose silhouette is best among those without a tiny group."""
    import numpy as np

    far = np.sqrt(((places[:, None, :] - places[None, :, :]) ** 2).sum(axis=2))
    best, best_width = None, 0.0
    for count in range(2, MOST_GROUPS + 1):
        labels = _split(places, count)
        sizes = np.bincount(labels, minlength=count)
        if sizes.min() < SMALLEST_GROUP:
            continue
        width = _silhouette(far, labels, count)
        if width > best_width + (CLEARLY_BETTER if best is not None else 1e-9):
            best, best_width = labels, width
    return None if best is None else _largest_first(best)


def _split(places: "Floats", count: int) -> "Labels":
    """Return the k-means clusters (Lloyd) with the least spread of those that several starts give.

    One start may end in a poor split. The starts are points at even steps along both axes, each
    with the points that are farthest from it and from each other.
    """
    import numpy as np

    by_axis = np.argsort(places, axis=0, kind="stable")
    steps = np.linspace(0, len(places) - 1, STARTS_ON_AXIS).round().astype(int)
    starts = dict.fromkeys(int(place) for place in by_axis[steps].T.ravel())
    ended = [_settled(places, _far_apart(places, start, count)) for start in starts]
    return min(ended, key=lambda split: split[0])[1]


def _far_apart(places: "Floats", start: int, count: int) -> "Floats":
    import numpy as np

    centres = places[[start]]
    while len(centres) < count:
        near = ((places[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        centres = np.vstack([centres, places[near.argmax()]])
    return centres


def _settled(places: "Floats", centres: "Floats") -> tuple[float, "Labels"]:
    """Return where k-means comes to rest: its spread, rounded so that equal ones are equal."""
    import numpy as np

    labels: Labels = np.full(len(places), NOBODY, dtype=np.int64)
    for _ in range(ROUNDS):
        far = ((places[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        now = far.argmin(axis=1)
        if (now == labels).all():
            break
        labels = now
        for group in range(len(centres)):
            if (labels == group).any():
                centres[group] = places[labels == group].mean(axis=0)
    return round(float(far.min(axis=1).sum()), 6), labels


def _silhouette(far: "Floats", labels: "Labels", count: int) -> float:
    """Return the mean silhouette: how much nearer people stand to their own group than the next.

    Source: P. J. Rousseeuw, Silhouettes, J. Comput. Appl. Math. 20 (1987).
    """
    import numpy as np

    member = np.eye(count)[labels]
    sizes = member.sum(axis=0)
    sums = far @ member
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[rows, labels] = np.inf
    next_best = others.min(axis=1)
    widest = np.maximum(own, next_best)
    width = np.divide(next_best - own, widest, out=np.zeros(len(rows)), where=widest > 0)
    return float(width.mean())


def _largest_first(labels: "Labels") -> "Labels":
    """Number the groups by size, of two equal ones first the one with the first person."""
    import numpy as np

    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(int(names.max()) + 1, dtype=np.int64)
    place[names[order]] = np.arange(len(names))
    return place[labels]
