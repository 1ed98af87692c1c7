"""XLSX: everything in one workbook, written row by row."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from consult.core.words import gettext
from consult.summaries.columns import AMENDMENT_COLUMNS, COMMENT_COLUMNS, amendment_values
from consult.summaries.exporters import workbook
from consult.summaries.exporters.about import about_rows
from consult.summaries.exporters.found_tables import (
    ARGUMENT_COLUMNS,
    THEME_COLUMNS,
    argument_values,
    theme_values,
)
from consult.summaries.exporters.xlsx_charts import write_charts
from consult.summaries.summary import Summary


def write(
    summary: Summary, comments: Iterable[Any], out: BinaryIO, most: int = workbook.ROWS_OF_A_SHEET
) -> int:
    """Write the workbook; the same summary gives the same bytes. `most` rows go on one sheet."""
    book = workbook.new_book(out, summary)
    workbook.write_pairs(book, gettext("About"), about_rows(summary), summary)
    amendments = map(amendment_values, summary.amendments)
    tables = [
        workbook.Table(gettext("Amendments"), AMENDMENT_COLUMNS, amendments),
        workbook.Table(gettext("Comments"), COMMENT_COLUMNS, comments),
    ]
    if summary.arguments:
        tables.append(
            workbook.Table(gettext("Arguments"), ARGUMENT_COLUMNS, argument_values(summary))
        )
    if summary.themes:
        tables.append(workbook.Table(gettext("Themes"), THEME_COLUMNS, theme_values(summary)))
    count = sum(workbook.write_table(book, table, summary, most) for table in tables)
    write_charts(book, summary)
    book.close()
    return count
