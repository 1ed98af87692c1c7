"""From reactions to the opinion groups of an amendment, its map and what the groups think."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from consult.analysis.found import Dot, OpinionFound, Votes, comment_found
from consult.analysis.groups import consensus, counts_by_group, find_split
from consult.analysis.representative import representative

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Labels: TypeAlias = NDArray[np.int64]
    Matrix: TypeAlias = NDArray[np.float32]
    People: TypeAlias = Sequence[int] | Labels

STEPS = 20
"""The map is a grid of so many steps each way from its middle: a place is nobody's own."""
OUTERMOST = 0.99
"""So many people stand inside the map; who is farther out stands at its edge."""


def opinions(reactions: Iterable[Sequence[int]], at: datetime) -> OpinionFound | None:
    """Return what the groups are and think, None where there are none.

    `reactions` are rows of person, comment and value (1, -1, 0), in any order, each pair once.
    """
    import numpy as np

    rows = np.fromiter(chain.from_iterable(reactions), dtype=np.int64).reshape(-1, 3)
    if not len(rows):
        return None
    people, person = np.unique(rows[:, 0], return_inverse=True)
    comments, comment = np.unique(rows[:, 1], return_inverse=True)
    matrix = np.full((len(people), len(comments)), np.nan, dtype=np.float32)
    matrix[person, comment] = rows[:, 2]
    return opinions_in(people, comments.tolist(), matrix, at)


def opinions_in(
    people: "People", comments: list[int], matrix: "Matrix", at: datetime
) -> OpinionFound | None:
    """Return the same for a matrix of people x comments, nan where nobody reacted."""
    import numpy as np

    split = find_split(people, matrix)
    if split is None:
        return None
    labels, places = split
    agrees, disagrees, seen = counts_by_group(matrix, labels)
    strong = consensus(matrix, labels).round(6)
    listed = [
        comment_found(
            comments[place],
            float(strong[place]),
            [Votes(*map(int, one)) for one in zip(*(c[:, place] for c in counts), strict=True)],
        )
        for counts in [(agrees, disagrees, seen)]
        for place in np.argsort(-strong, kind="stable").tolist()
    ]
    placed = labels >= 0
    return OpinionFound(
        people=int(placed.sum()),
        groups=tuple(np.bincount(labels[placed]).tolist()),
        points=_dots(places[placed], labels[placed]),
        comments=tuple(listed),
        typical=representative(comments, *(one.astype(float) for one in (agrees, disagrees, seen))),
        at=at,
    )


def _dots(places: "Floats", labels: "Labels") -> tuple[Dot, ...]:
    """Return the places on a coarse grid, sorted by place, with how many stand at each."""
    import numpy as np

    edge = float(np.quantile(np.abs(places), OUTERMOST)) or 1.0
    steps = np.rint(np.clip(places / edge, -1, 1) * STEPS).astype(np.int64)
    cells, people = np.unique(np.column_stack([steps, labels]), axis=0, return_counts=True)
    return tuple(
        Dot(x / STEPS, y / STEPS, group, count)
        for (x, y, group), count in zip(cells.tolist(), people.tolist(), strict=True)
    )
