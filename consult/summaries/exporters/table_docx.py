"""The comparative table as DOCX: landscape A4; `flask consultations import` reads it again."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from consult.core.words import gettext
from consult.summaries.comparative import TableRow
from consult.summaries.comparative_paper import PRINTED, about_the_table, printed_cells
from consult.summaries.exporters.docx_package import (
    HEAD,
    NOTE,
    TEXT,
    Paper,
    new_document,
    write_package,
)
from consult.summaries.exporters.docx_xml import (
    TABLE_END,
    Look,
    cell,
    paragraph,
    table_row,
    table_start,
)
from consult.summaries.summary import Summary

PAPER = Paper(width=297, height=210, margin=9, table_text=7)
_SHADE = "ECEFF1"
_TEXT = Look(TEXT)


def write(summary: Summary, rows: Iterable[TableRow], out: BinaryIO) -> int:
    """Write the document; return how many rows the table has, chapters left out."""
    title = gettext("Comparative table")
    document = new_document(summary, f"{title}: {summary.title}", PAPER)
    counted = _Counted(rows)
    write_package(document, _body(summary, title, counted), out)
    return counted.count


class _Counted:
    """Passes rows on and remembers how many they were."""

    def __init__(self, rows: Iterable[TableRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[TableRow]:
        for row in self._rows:
            self.count += 1
            yield row


def _body(summary: Summary, title: str, rows: Iterable[TableRow]) -> Iterator[str]:
    yield paragraph(summary.title, Look(language=_other(summary.title_language, summary)))
    yield paragraph(title, Look("Heading1"))
    for line in about_the_table(summary):
        yield paragraph(line, Look(NOTE))
    widths = [column.width for column in PRINTED]
    yield table_start(widths, f"{title}: {summary.title}")
    yield table_row(
        (cell(column.width, paragraph(str(column.heading), Look(HEAD))) for column in PRINTED),
        header=True,
    )
    chapter = ""
    for row in rows:
        if row.first and row.chapter and row.chapter != chapter:
            chapter = row.chapter
            heading = paragraph(chapter, Look(TEXT, _other(row.language, summary), bold=True))
            yield table_row([cell(sum(widths), heading, span=len(widths))])
        yield _row(row, summary)
    yield TABLE_END + "<w:p/>"


def _row(row: TableRow, summary: Summary) -> str:
    cells = []
    for column, found in zip(PRINTED, printed_cells(row, summary), strict=True):
        look = Look(TEXT, _other(found.language, summary))
        pieces = [
            paragraph(line, look, lead=found.lead if not place else "")
            for place, line in enumerate(found.lines)
        ]
        text = "".join(pieces) or paragraph("", _TEXT)
        shade = _SHADE if row.first and column.ours else ""
        cells.append(cell(column.width, text, shade=shade))
    return table_row(cells)


def _other(language: str, summary: Summary) -> str:
    """Return the language of a text where it is not the document's own."""
    return language if language != summary.language else ""
