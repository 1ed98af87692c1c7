"""The comparative table as XLSX: filters, real numbers and dates, every row with its number."""

from collections.abc import Iterable
from typing import BinaryIO

from consult.core.words import gettext
from consult.summaries.comparative import TABLE_COLUMNS, TableRow, table_values
from consult.summaries.exporters.about import about_rows
from consult.summaries.exporters.workbook import (
    ROWS_OF_A_SHEET,
    Table,
    new_book,
    write_pairs,
    write_table,
)
from consult.summaries.summary import Summary


def write(
    summary: Summary, rows: Iterable[TableRow], out: BinaryIO, most: int = ROWS_OF_A_SHEET
) -> int:
    """Write the workbook: the table first, where whoever opens it looks, then what it is about."""
    book = new_book(out, summary)
    table = Table(gettext("Comparative table"), TABLE_COLUMNS, map(table_values, rows))
    count = write_table(book, table, summary, most)
    write_pairs(book, gettext("About"), about_rows(summary), summary)
    book.close()
    return count
