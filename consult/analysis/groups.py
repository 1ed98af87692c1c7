"""Opinion groups from reactions, and how far a comment is agreed to in all of them.

The method is that of Pol.is: C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw, C. Megill, Polis:
Scaling deliberation by mapping high dimensional opinion spaces, Recerca 26 (2021), no. 2. People
who react alike are placed near each other by a principal component analysis, groups are found by
k-means, their number by the silhouette, and a comment is as strong as the product of its agreement
in each group: what only the larger group loves falls behind what both accept.

Nothing is drawn by lot: people are sorted by their keys, the first centres are the points farthest
from each other, the signs of components are fixed. So the same reactions always give the same
answer.
"""

import numpy as np

from consult.analysis.arrays import Counts, Floats, Labels, People
from consult.analysis.projection import project
from consult.analysis.rules import FEWEST_PEOPLE, FEWEST_REACTIONS, MOST_GROUPS, SMALLEST_GROUP
from consult.analysis.silhouette import silhouettes

ROUNDS = 100
STARTS_ON_AXIS = 11
CLEARLY_BETTER = 0.02
"""By how much the silhouette of more groups must be wider: of two equal ones fewer are claimed."""
NOBODY = -1


def find_groups(people: People, matrix: Floats | Counts) -> Labels | None:
    """Return the group of each row, 0 the largest, -1 for who reacted too little; None for none.

    `matrix` is people x comments: 1 agree, -1 disagree, 0 pass, nan not seen. `people` are the keys
    of the rows and decide their order, so a shuffled matrix gives the same groups; so do shuffled
    columns.
    """
    split = find_split(people, matrix)
    return None if split is None else split[0]


def find_split(people: People, matrix: Floats | Counts) -> tuple[Labels, Floats] | None:
    """Return groups as `find_groups` does, and the place of each row on the map (nan: nowhere)."""
    order = np.argsort(np.asarray(people, dtype=np.int64), kind="stable")
    seen = (~np.isnan(matrix)).sum(axis=1)[order]
    taking_part = order[seen >= FEWEST_REACTIONS]
    if len(taking_part) < FEWEST_PEOPLE:
        return None
    found = project(matrix[taking_part])
    groups = _best_split(found)
    if groups is None:
        return None
    labels: Labels = np.full(len(people), NOBODY, dtype=np.int64)
    places = np.full((len(people), found.shape[1]), np.nan)
    labels[taking_part], places[taking_part] = groups, found
    return labels, places


def counts_by_group(matrix: Floats | Counts, labels: Labels) -> tuple[Labels, Labels, Labels]:
    """Return groups x comments: how many agree, how many disagree, how many have seen it."""
    groups = [matrix[labels == group] for group in range(int(labels.max()) + 1)]
    return (
        np.stack([(rows == 1).sum(axis=0) for rows in groups]),
        np.stack([(rows == -1).sum(axis=0) for rows in groups]),
        np.stack([(~np.isnan(rows)).sum(axis=0) for rows in groups]),
    )


def consensus(matrix: Floats | Counts, labels: Labels) -> Floats:
    """Return the group-aware consensus of each comment, 0 to 1: the product over the groups.

    Each factor is (agree + 1) / (seen + 2), so that a comment which a group has hardly seen is
    neither approved nor vetoed by it.
    """
    agrees, _disagrees, seen = counts_by_group(matrix, labels)
    product: Floats = ((agrees + 1) / (seen + 2)).prod(axis=0)
    return product


def _best_split(places: Floats) -> Labels | None:
    """Return the split whose silhouette is best among those without a tiny group."""
    splits = {count: _split(places, count) for count in range(2, MOST_GROUPS + 1)}
    fit = [
        labels
        for count, labels in splits.items()
        if np.bincount(labels, minlength=count).min() >= SMALLEST_GROUP
    ]
    best, best_width = None, 0.0
    for labels, width in zip(fit, silhouettes(places, fit), strict=True):
        if width > best_width + (CLEARLY_BETTER if best is not None else 1e-9):
            best, best_width = labels, width
    return None if best is None else _largest_first(best)


def _split(places: Floats, count: int) -> Labels:
    """Return the k-means clusters (Lloyd) with the least spread of those that several starts give.

    One start may end in a poor split. The starts are points at even steps along both axes, each
    with the points that are farthest from it and from each other.
    """
    by_axis = np.argsort(places, axis=0, kind="stable")
    steps = np.linspace(0, len(places) - 1, STARTS_ON_AXIS).round().astype(int)
    starts = dict.fromkeys(int(place) for place in by_axis[steps].T.ravel())
    ended = [_settled(places, _far_apart(places, start, count)) for start in starts]
    return min(ended, key=lambda split: split[0])[1]


def _far_apart(places: Floats, start: int, count: int) -> Floats:
    chosen = [start]
    while len(chosen) < count:
        chosen.append(int(_squares(places, places[chosen]).min(axis=0).argmax()))
    return np.asarray(places[chosen])


def _settled(places: Floats, centres: Floats) -> tuple[float, Labels]:
    """Return where k-means comes to rest: its spread, rounded so that equal ones are equal."""
    labels: Labels = np.full(len(places), NOBODY, dtype=np.int64)
    for _ in range(ROUNDS):
        far = _squares(places, centres)
        now = far.argmin(axis=0)
        if (now == labels).all():
            break
        labels = now
        sizes = np.bincount(labels, minlength=len(centres))
        for axis in range(places.shape[1]):
            sums = np.bincount(labels, weights=places[:, axis], minlength=len(centres))
            centres[:, axis] = np.where(sizes > 0, sums / np.maximum(sizes, 1), centres[:, axis])
    return round(float(far.min(axis=0).sum()), 6), labels


def _squares(places: Floats, centres: Floats) -> Floats:
    """Return centres x people: the squared distances."""
    x, y = places.T.copy()
    return np.stack([(x - left) ** 2 + (y - top) ** 2 for left, top in centres])


def _largest_first(labels: Labels) -> Labels:
    """Number the groups by size, of two equal ones first the one with the first person."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(int(names.max()) + 1, dtype=np.int64)
    place[names[order]] = np.arange(len(names))
    return place[labels]
