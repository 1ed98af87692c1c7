"""Merges small counts of people, so that no cell, sum or difference points at a few of them.

Rows are parted into those shown and one rest; columns likewise. Every cell that is shown is then
0 or at least five. Whatever somebody adds or subtracts, the totals too, is a sum of such cells,
so it is 0 or at least five again. A row in which all chose the same is merged too: it would tell
the choice of everybody known to be in it. Plain values only.
"""

from collections.abc import Mapping, Sequence

from consult.summaries.parts import NO_TABLE, NOT_GIVEN, OTHER, GroupRow, GroupTable

SMALLEST = 5
"""A count of people below this is shown to nobody."""

Counts = dict[str, int]


def merged_table(
    rows: Mapping[str, Mapping[str, int]], columns: Sequence[str], smallest: int = SMALLEST
) -> GroupTable:
    """Return the table with small columns, then rows, put together; empty where nothing is left.

    Rows keep their order, the merged one comes before those who gave nothing. A table of a single
    row would say no more than its total, so there is none.
    """
    full: dict[str, Counts] = {
        key: {column: counts.get(column, 0) for column in columns} for key, counts in rows.items()
    }
    kept = _kept_columns(full, columns, smallest)
    if kept is None:
        return NO_TABLE
    full = {key: _put_together(counts, kept) for key, counts in full.items()}
    full = {key: counts for key, counts in full.items() if sum(counts.values())}
    shown = _without_rest(full, smallest)
    return GroupTable(kept, shown) if len(shown) > 1 else NO_TABLE


def _kept_columns(
    rows: Mapping[str, Counts], columns: Sequence[str], smallest: int
) -> tuple[str, ...] | None:
    """Return the columns that stand by themselves, and `other` where some are put together.

    A column that nobody is in stays: it says of nobody anything.
    """
    sums = {column: sum(counts[column] for counts in rows.values()) for column in columns}
    rest = {column for column, count in sums.items() if 0 < count < smallest}
    while rest and sum(sums[column] for column in rest) < smallest:
        others = [column for column in columns if column not in rest and sums[column]]
        if not others:
            return None
        rest.add(min(others, key=lambda column: sums[column]))
    left = tuple(column for column in columns if column not in rest)
    return (*left, OTHER) if rest else left


def _put_together(counts: Counts, kept: Sequence[str]) -> Counts:
    found = {column: counts[column] for column in kept if column != OTHER}
    if OTHER in kept:
        found[OTHER] = sum(counts.values()) - sum(found.values())
    return found


def _without_rest(rows: Mapping[str, Counts], smallest: int) -> tuple[GroupRow, ...]:
    """Return the rows, those with a small cell in one, with others until none of its is small."""
    rest = [key for key, counts in rows.items() if _points_at_somebody(counts, smallest)]
    left = sorted(
        (key for key in rows if key not in rest),
        key=lambda key: (key == NOT_GIVEN, sum(rows[key].values())),
    )
    while rest and left and _points_at_somebody(_sum(rows, rest), smallest):
        rest.append(left.pop(0))
    if rest and _points_at_somebody(_sum(rows, rest), smallest):
        return ()
    shown = [GroupRow(key, counts) for key, counts in rows.items() if key not in rest]
    if rest:
        shown.append(GroupRow(OTHER, _sum(rows, rest)))
    return tuple(sorted(shown, key=lambda row: (row.key == NOT_GIVEN, row.key == OTHER)))


def _points_at_somebody(counts: Counts, smallest: int) -> bool:
    alike = len(counts) > 1 and sum(count > 0 for count in counts.values()) == 1
    return alike or any(0 < count < smallest for count in counts.values())


def _sum(rows: Mapping[str, Counts], keys: Sequence[str]) -> Counts:
    columns = rows[keys[0]] if keys else {}
    return {column: sum(rows[key][column] for key in keys) for column in columns}
