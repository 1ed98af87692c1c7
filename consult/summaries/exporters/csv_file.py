"""CSV: one table a file, UTF-8 with BOM, comma, CRLF; texts are guarded against formulas."""

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import TextIOWrapper
from typing import Any, BinaryIO

from consult.responses.traces import Change
from consult.summaries.columns import (
    AMENDMENT_COLUMNS,
    COMMENT_COLUMNS,
    Column,
    Type,
    amendment_values,
)
from consult.summaries.exporters.formula_guard import guarded
from consult.summaries.exporters.found_tables import (
    ARGUMENT_COLUMNS,
    THEME_COLUMNS,
    argument_values,
    theme_values,
)
from consult.summaries.summary import Summary

Cell = Callable[[Any], str]


def write_amendments(summary: Summary, _comments: Iterable[Any], out: BinaryIO) -> int:
    """Write the table of amendments."""
    rows = (amendment_values(one) for one in summary.amendments)
    return write(AMENDMENT_COLUMNS, summary, rows, out)


def write_comments(summary: Summary, comments: Iterable[Any], out: BinaryIO) -> int:
    """Write the table of comments."""
    return write(COMMENT_COLUMNS, summary, comments, out)


def write_arguments(summary: Summary, _rows: Iterable[Any], out: BinaryIO) -> int:
    """Write the table of arguments."""
    return write(ARGUMENT_COLUMNS, summary, argument_values(summary), out)


def write_themes(summary: Summary, _rows: Iterable[Any], out: BinaryIO) -> int:
    """Write the table of themes."""
    return write(THEME_COLUMNS, summary, theme_values(summary), out)


def write(columns: list[Column], summary: Summary, rows: Iterable[Any], out: BinaryIO) -> int:
    """Write a table; its last column carries the note, in the first row only."""
    out.write(BOM_UTF8)  # by hand: the codec that writes it is slow for every row after it
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(column.key for column in columns), "note"])
    cells = [
        (index, cell)
        for index, column in enumerate(columns)
        if (cell := _cell(column.type, summary))
    ]
    lines = _Lines(rows, cells, note_of(summary))
    writer.writerows(lines)
    text.detach()
    return lines.count


def note_of(summary: Summary) -> str:
    """Return the note with what it belongs to: a table that is passed on alone still says it."""
    made = summary.local(summary.made_at).isoformat()
    said = [summary.title, summary.narrowed, made, str(summary.note)]
    return str(guarded(" · ".join(part for part in said if part)))


class _Lines:
    """Makes lines of rows, the first one with the note, and remembers how many they were."""

    def __init__(self, rows: Iterable[Any], cells: list[tuple[int, Cell]], note: str) -> None:
        self._rows, self._cells, self._note = rows, cells, note
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        note = self._note
        for row in self._rows:
            line = [*row, note]
            for index, cell in self._cells:
                value = line[index]
                if value is not None:
                    line[index] = cell(value)
            note = ""
            self.count += 1
            yield line


def _cell(kind: Type, summary: Summary) -> Cell | None:
    """Return what makes a cell of a value; None where csv does it as it should be."""
    zone = summary.zone

    def moment(value: datetime) -> str:
        return value.astimezone(zone).isoformat(timespec="seconds")

    return {
        Type.TEXT: guarded,
        Type.SHARE: lambda value: f"{value:.4f}",
        Type.MOMENT: moment,
        Type.FLAG: lambda value: "true" if value else "false",
        Type.CHANGES: lambda changes: " ".join(map(_code, changes)),
    }.get(kind)


def _code(change: Change) -> str:
    """Return a change as a word that no spreadsheet takes for a time or a date."""
    return f"r{change.revision}:{change.clause}" if change.clause else f"r{change.revision}"
