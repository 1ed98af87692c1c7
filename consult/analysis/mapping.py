"""From reactions to the opinion groups of an amendment, its map and what the groups think."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from consult.analysis.arrays import Counts, Floats, Labels, People
from consult.analysis.found import Dot, OpinionFound, Votes, comment_found
from consult.analysis.groups import consensus, counts_by_group, find_split
from consult.analysis.queries import PEOPLE_STEP
from consult.analysis.representative import representative
from consult.analysis.rules import FEWEST_REACTIONS, MOST_PEOPLE

STEPS = 20
"""The map is a grid of so many steps each way from its middle: a place is nobody's own."""
OUTERMOST = 0.99
"""So many people stand inside the map; who is farther out stands at its edge."""


def opinions(reactions: Iterable[tuple[int, str]], at: datetime) -> OpinionFound | None:
    """Return what the groups are and think, None where there are none.

    `reactions` are comments with the reactions to them, as `queries.reactions_to` codes them.
    """
    people, comments, matrix = matrix_of(reactions)
    return opinions_in(people, comments, matrix, at)


def matrix_of(reactions: Iterable[tuple[int, str]]) -> tuple[Labels, list[int], Counts]:
    """Return people, comments and what they think, nan where somebody has not reacted.

    People who reacted too little are left out, and where there are too many those who did least.
    """
    coded = {number: np.fromstring(text, dtype=np.int64, sep=",") for number, text in reactions}
    comments = sorted(coded)
    nobody = np.empty(0, dtype=np.int64)
    everybody = np.concatenate([nobody, *(coded[one] // PEOPLE_STEP for one in comments)])
    people, seen = np.unique(everybody, return_counts=True)
    people, seen = people[seen >= FEWEST_REACTIONS], seen[seen >= FEWEST_REACTIONS]
    people = np.sort(people[np.lexsort((people, -seen))[:MOST_PEOPLE]])
    matrix = np.full((len(people), len(comments)), np.nan, dtype=np.float32)
    for place, number in enumerate(comments):
        person, value = np.divmod(coded[number], PEOPLE_STEP)
        taking_part = np.isin(person, people)
        rows = np.searchsorted(people, person[taking_part])
        matrix[rows, place] = value[taking_part] - 1
    return people, comments, matrix


def opinions_in(
    people: People, comments: list[int], matrix: Counts, at: datetime
) -> OpinionFound | None:
    """Return the same for a matrix of people x comments, nan where nobody reacted."""
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


def _dots(places: Floats, labels: Labels) -> tuple[Dot, ...]:
    """Return the places on a coarse grid, sorted by place, with how many stand at each."""
    edge = float(np.quantile(np.abs(places), OUTERMOST)) or 1.0
    steps = np.rint(np.clip(places / edge, -1, 1) * STEPS).astype(np.int64)
    cells, people = np.unique(np.column_stack([steps, labels]), axis=0, return_counts=True)
    return tuple(
        Dot(x / STEPS, y / STEPS, group, count)
        for (x, y, group), count in zip(cells.tolist(), people.tolist(), strict=True)
    )
