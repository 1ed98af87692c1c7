"""The comparative table as XLSX: filters, real numbers and dates, every row with its number."""

from collections.abc import Iterable
from typing import BinaryIO

from consult.core.words import gettext
from consult.summaries.comparative import TableRow
from consult.summaries.comparative_columns import TABLE_COLUMNS, table_values
from consult.summaries.exporters import workbook
from consult.summaries.exporters.about import about_rows
from consult.summaries.summary import Summary


def write(
    summary: Summary, rows: Iterable[TableRow], out: BinaryIO, most: int = workbook.ROWS_OF_A_SHEET
) -> int:
    """Write the workbook: the table first, where whoever opens it looks, then what it is about."""
    unpublished = gettext("Comments that are not published are not in the table.")
    book = workbook.new_book(out, summary)
    table = workbook.Table(gettext("Comparative table"), TABLE_COLUMNS, map(table_values, rows))
    count = workbook.write_table(book, table, summary, most)
    workbook.write_pairs(book, gettext("About"), about_rows(summary, unpublished), summary)
    book.close()
    return count
