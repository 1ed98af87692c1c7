"""A workbook: sheets with typed cells, frozen headings and filters, written row by row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, BinaryIO
from weakref import finalize

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet, _preserve_whitespace

from consult.responses.traces import Change
from consult.responses.words import change_name
from consult.summaries.columns import Column, Type
from consult.summaries.exporters.cell_text import for_cell
from consult.summaries.summary import Summary

ROWS_OF_A_SHEET = 1_048_575
"""What Excel takes below the heading."""

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Put = Callable[[int, int, Any], Any]


class _Book(Workbook):
    """A workbook whose temporary files, which hold citizens' texts, go whatever becomes of it."""

    def __init__(self, out: BinaryIO) -> None:
        folder = mkdtemp()
        self._throw_away = finalize(self, rmtree, folder, ignore_errors=True)
        super().__init__(out, {**OPTIONS, "tmpdir": folder})

    def close(self) -> None:
        """Write the file; raises OSError, like every other format, where it cannot be written."""
        try:
            super().close()
        except FileCreateError as error:
            raise error.args[0] from None
        finally:
            self._throw_away()


class _PlainSheet(Worksheet):
    """A sheet that takes every text for a text."""

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
        # The library writes what begins with <r> and ends with </r> as markup, unescaped:
        # one such comment would break the file.
        self._xml_inline_string(string, _preserve_whitespace(string), attributes)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the name of its sheet, its columns and its rows."""

    name: str
    columns: list[Column]
    rows: Iterable[Any]


def new_book(out: BinaryIO, summary: Summary) -> Workbook:
    """Return a workbook that is the same, byte for byte, for the same summary."""
    book = _Book(out)
    made = summary.made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    book.set_properties({"title": for_cell(summary.title), "created": made})
    return book


def plain_sheet(book: Workbook, name: str) -> Worksheet:
    """Return a new sheet of the workbook."""
    return book.add_worksheet(sheet_name(name), _PlainSheet)


def write_pairs(book: Workbook, name: str, pairs: Iterable[Any], summary: Summary) -> None:
    """Write a sheet of headings, each with its value beside it: (heading, type, value)."""
    sheet = book.add_worksheet(sheet_name(name), _PlainSheet)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 80)
    bold = book.add_format({"bold": True, "valign": "top"})
    puts = _puts(sheet, _formats(book), summary)
    for number, (heading, kind, value) in enumerate(pairs):
        sheet.write_string(number, 0, for_cell(str(heading)), bold)
        if value is not None:
            puts[kind](number, 1, value)


def write_table(book: Workbook, table: Table, summary: Summary, most: int) -> int:
    """Write a table on as many sheets as it needs; return how many rows it has."""
    formats, columns = _formats(book), table.columns
    rows, count, number = iter(table.rows), 0, 1
    first = list(islice(rows, 1))
    while first or number == 1:
        title = table.name if number == 1 else f"{table.name} {number}"
        sheet = _sheet(book, sheet_name(title), columns, formats)
        puts = [_put(sheet, column, formats, summary) for column in columns]
        written = _fill(sheet, puts, chain(first, islice(rows, most - 1)))
        sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
        count += written
        number += 1
        first = list(islice(rows, 1))
    return count


def _fill(sheet: Worksheet, puts: list[Put], rows: Iterable[Any]) -> int:
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None and value != "":
                puts[column](number, column, value)
    return number


def _sheet(
    book: Workbook, name: str, columns: list[Column], formats: dict[Type | str, Any]
) -> Worksheet:
    sheet = book.add_worksheet(name, _PlainSheet)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, str(column.heading), formats["heading"])
    return sheet


def _formats(book: Workbook) -> dict[Type | str, Any]:
    top = {"valign": "top"}
    wrapped = {**top, "text_wrap": True}
    return {
        "heading": book.add_format({**wrapped, "bold": True, "bottom": 1}),
        Type.TEXT: book.add_format(wrapped),
        Type.CODE: book.add_format(top),
        Type.ADDRESS: book.add_format(top),
        Type.WHOLE: book.add_format({**top, "num_format": "#,##0"}),
        Type.SHARE: book.add_format({**top, "num_format": "0.00%"}),
        Type.MOMENT: book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm:ss"}),
        Type.FLAG: book.add_format(top),
        Type.CHANGES: book.add_format(wrapped),
        "id": book.add_format({**top, "num_format": "0"}),
    }


def _put(sheet: Worksheet, column: Column, formats: dict[Type | str, Any], summary: Summary) -> Put:
    """Return what writes a value of a column into a cell."""
    if column.words:
        words = {code: str(word) for code, word in column.words.items()}
        style = formats[Type.CODE]
        return lambda r, c, value: sheet.write_string(r, c, words.get(value, value), style)
    if column.key.endswith("_id"):
        return lambda r, c, value: sheet.write_number(r, c, value, formats["id"])
    return _puts(sheet, formats, summary)[column.type]


def _puts(sheet: Worksheet, formats: dict[Type | str, Any], summary: Summary) -> dict[Type, Put]:
    zone = summary.zone

    def text(kind: Type) -> Put:
        style = formats[kind]
        return lambda r, c, value: sheet.write_string(r, c, for_cell(value), style)

    def number(kind: Type) -> Put:
        style = formats[kind]
        return lambda r, c, value: sheet.write_number(r, c, value, style)

    def moment(r: int, c: int, value: datetime) -> None:
        local = value.astimezone(zone).replace(microsecond=0, tzinfo=None)
        sheet.write_datetime(r, c, local, formats[Type.MOMENT])

    def changes(r: int, c: int, value: Iterable[Change]) -> None:
        names = "; ".join(change_name(one.revision, one.clause) for one in value)
        if names:
            text(Type.CHANGES)(r, c, names)

    return {
        Type.TEXT: text(Type.TEXT),
        Type.CODE: text(Type.CODE),
        Type.ADDRESS: text(Type.ADDRESS),
        Type.WHOLE: number(Type.WHOLE),
        Type.SHARE: number(Type.SHARE),
        Type.MOMENT: moment,
        Type.FLAG: lambda r, c, value: sheet.write_boolean(r, c, value, formats[Type.FLAG]),
        Type.CHANGES: changes,
    }


def sheet_name(name: str) -> str:
    """Return a name that Excel takes: at most 31 characters, none of its own signs."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31]
