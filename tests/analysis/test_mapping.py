"""From reactions to groups, a map without people, and what the groups make of comments."""

from datetime import UTC, datetime

import numpy as np
import pytest

from consult.analysis import mapping
from consult.analysis.found import from_json
from consult.analysis.mapping import opinions, opinions_in
from consult.analysis.rules import SMALLEST_GROUP
from tests.analysis.test_groups import BOTH, LARGER, NEITHER, SMALLER, polarised

AT = datetime(2026, 2, 20, 12, tzinfo=UTC)
FIRST = 100


def rows(matrix: np.ndarray) -> list[tuple[int, str]]:
    """Return comments with their reactions as the query codes them."""
    found = []
    for number, column in enumerate(matrix.T, start=FIRST):
        reacted = np.flatnonzero(~np.isnan(column))
        coded = [str(int(4 * (person + 1) + column[person] + 1)) for person in reacted]
        found.append((number, ",".join(coded)))
    return found


def test_groups_consensus_division_and_counts_are_those_of_the_matrix() -> None:
    matrix = polarised()
    found = opinions(rows(matrix), AT)
    assert found is not None
    assert found.groups == (60, 25) and found.people == 85
    assert found.agreed_by_most()[0].comment_id == FIRST + BOTH
    by_id = {one.comment_id: one for one in found.comments}
    both, larger = by_id[FIRST + BOTH], by_id[FIRST + LARGER]
    seen = (~np.isnan(matrix[:60, LARGER])).sum()
    agrees = (matrix[:60, LARGER] == 1).sum()
    assert larger.votes[0][::2] == (agrees, seen)
    assert larger.agree[0] == pytest.approx((agrees + 1) / (seen + 2))
    assert both.consensus == pytest.approx(np.prod(both.agree), abs=1e-6)
    dividing = {one.comment_id for one in found.dividing()}
    assert not dividing & {FIRST + BOTH, FIRST + NEITHER} and len(dividing) == 5
    spreads = [one.divides for one in found.dividing()]
    assert spreads == sorted(spreads, reverse=True) and spreads[0] > 0.7


def test_what_represents_a_group_is_what_the_others_reject() -> None:
    matrix = polarised(comments=10)
    found = opinions(rows(matrix), AT)
    assert found is not None
    larger, smaller = ({(one.comment_id, one.agrees) for one in group} for group in found.typical)
    everything = {FIRST + BOTH, FIRST + NEITHER}
    assert len(larger) == len(smaller) == 5
    assert not {key for key, _agrees in larger | smaller} & everything
    sided = {FIRST + c: bool(np.nansum(matrix[:60, c]) > 0) for c in range(10)}
    assert all(sided[key] == agrees for key, agrees in larger)
    assert all(sided[key] != agrees for key, agrees in smaller)
    assert sided[FIRST + LARGER] and not sided[FIRST + SMALLER]


def test_the_answer_depends_on_no_order_and_survives_storing() -> None:
    given = rows(polarised())
    found = opinions(given, AT)
    assert found is not None
    for seed in range(2):
        draw = np.random.default_rng(seed)
        shuffled = [(number, ",".join(draw.permutation(text.split(",")))) for number, text in given]
        draw.shuffle(shuffled)
        assert opinions(shuffled, AT) == found
    assert from_json(found.as_json(), AT) == found


def test_no_person_can_be_found_in_the_map() -> None:
    matrix = polarised()
    people = np.arange(900_001, 900_001 + len(matrix))
    found = opinions_in(people, list(range(20)), matrix.astype(np.float32), AT)
    assert found is not None
    stored = str(found.as_json())
    assert not any(str(key) in stored for key in people)
    assert sum(dot.people for dot in found.points) == found.people
    assert list(found.points) == sorted(found.points), "in the order of places, not of people"
    assert all(
        abs(value * 20 - round(value * 20)) < 1e-9 for dot in found.points for value in dot[:2]
    )
    assert min(found.groups) >= SMALLEST_GROUP


def test_of_too_many_people_those_who_reacted_most_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mapping, "MOST_PEOPLE", 40)
    matrix = polarised()
    people, comments, chosen = mapping.matrix_of(rows(matrix))
    seen = (~np.isnan(matrix)).sum(axis=1)
    assert len(people) == 40 and comments == list(range(FIRST, FIRST + 20))
    assert seen[people - 1].min() >= np.sort(seen)[::-1][39]
    assert np.array_equal(chosen, matrix[people - 1], equal_nan=True)


def test_nothing_is_claimed_of_too_few_people() -> None:
    assert opinions([], AT) is None
    assert opinions(rows(polarised(10, 8)), AT) is None
