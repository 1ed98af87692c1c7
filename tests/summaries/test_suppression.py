"""No count of fewer than five people is shown, and none comes out by subtraction."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.summaries.parts import NOT_GIVEN, OTHER
from consult.summaries.suppression import merged_table

COLUMNS = ("support", "oppose", "abstain")
KEYS = [*(f"KZ-{n}" for n in range(6)), NOT_GIVEN]
tables = st.dictionaries(
    st.sampled_from(KEYS), st.dictionaries(st.sampled_from(COLUMNS), st.integers(0, 12))
)


def sums(rows: dict[str, dict[str, int]]) -> dict[str, int]:
    return {column: sum(row.get(column, 0) for row in rows.values()) for column in COLUMNS}


def is_safe(count: int) -> bool:
    return count == 0 or count >= 5


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_small_count_is_shown_or_comes_out_by_subtraction(
    rows: dict[str, dict[str, int]],
) -> None:
    found = merged_table(rows, COLUMNS)
    for column in found.columns:
        cells = [row.counts[column] for row in found.rows]
        total = sum(cells)
        some = chain.from_iterable(combinations(cells, size) for size in range(1, len(cells) + 1))
        assert all(is_safe(sum(one)) and is_safe(total - sum(one)) for one in some)
    assert all(is_safe(row.total) for row in found.rows)
    for row in found.rows:
        assert len(found.columns) == 1 or sum(count > 0 for count in row.counts.values()) > 1


@settings(max_examples=60, deadline=None)
@given(tables)
def test_nobody_is_lost_and_the_totals_stay(rows: dict[str, dict[str, int]]) -> None:
    found, total = merged_table(rows, COLUMNS), sums(rows)
    if not found:
        return
    kept = [column for column in found.columns if column != OTHER]
    for column in kept:
        assert sum(row.counts[column] for row in found.rows) == total[column]
    rest = sum(total.values()) - sum(total[column] for column in kept)
    assert sum(row.counts.get(OTHER, 0) for row in found.rows) == rest


@settings(max_examples=40, deadline=None)
@given(tables)
def test_what_is_shown_by_its_name_is_what_was_counted(rows: dict[str, dict[str, int]]) -> None:
    found = merged_table(rows, COLUMNS)
    for row in found.rows:
        if row.key != OTHER:
            named = {c: n for c, n in row.counts.items() if c != OTHER}
            assert named == {column: rows[row.key].get(column, 0) for column in named}


def test_a_lone_small_row_takes_the_next_smallest_with_it() -> None:
    rows = {"a": {"people": 3}, "b": {"people": 40}, "c": {"people": 9}, NOT_GIVEN: {"people": 6}}
    found = merged_table(rows, ("people",))
    assert [(row.key, row.total) for row in found.rows] == [("b", 40), (OTHER, 12), (NOT_GIVEN, 6)]


@pytest.mark.parametrize("rows", [{}, {"a": {"people": 4}}, {"a": {"people": 900}}])
def test_a_table_of_one_row_or_of_four_people_is_none(rows: dict[str, dict[str, int]]) -> None:
    assert not merged_table(rows, ("people",))


def test_a_row_in_which_all_chose_the_same_is_not_shown() -> None:
    rows = {
        "a": {"oppose": 30},
        "b": {"support": 20, "oppose": 10},
        "c": {"support": 9, "oppose": 8},
    }
    found = merged_table(rows, ("support", "oppose"))
    assert [(row.key, row.counts) for row in found.rows] == [
        ("b", {"support": 20, "oppose": 10}),
        (OTHER, {"support": 9, "oppose": 38}),
    ]


def test_a_choice_of_few_is_put_together_with_the_next() -> None:
    rows = {
        "a": {"support": 20, "oppose": 10, "abstain": 1},
        "b": {"support": 30, "oppose": 7, "abstain": 0},
    }
    found = merged_table(rows, COLUMNS)
    assert found.columns == ("support", OTHER)
    assert [row.counts for row in found.rows] == [
        {"support": 20, OTHER: 11},
        {"support": 30, OTHER: 7},
    ]
