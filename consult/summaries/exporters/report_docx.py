"""The report as DOCX, which officials edit further: headings, contents, tables, charts."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count
from typing import Any, BinaryIO

from docx.image.image import Image

from consult.core.words import gettext
from consult.summaries.exporters import typesetting
from consult.summaries.exporters.docx_package import (
    HEAD,
    NOTE,
    RIGHT,
    TEXT,
    Paper,
    new_document,
    write_package,
)
from consult.summaries.exporters.docx_xml import (
    TABLE_END,
    Look,
    cell,
    contents,
    lines_of,
    paragraph,
    picture,
    table_row,
    table_start,
)
from consult.summaries.report import Block, Chart, Grid, Heading, Quotation, Report, Words
from consult.summaries.reporting import report_of
from consult.summaries.summary import Summary

PAPER = Paper(width=210, height=297, margin=20, table_text=8.5)
SHORT = 8
"""A table of so many rows stays on one page."""
_WIDTH = PAPER.width - 2 * PAPER.margin


def write(summary: Summary, _rows: Iterable[Any], out: BinaryIO) -> int:
    """Write the report; return the rows of its tables."""
    report = report_of(summary)
    document = new_document(summary, f"{report.title}: {report.subject}", PAPER)
    write_package(document, list(_body(report, document)), out)
    return sum(len(one.rows) for one in report.blocks if isinstance(one, Grid))


def _body(report: Report, document: Any) -> Iterator[str]:
    yield paragraph(report.title)
    yield paragraph(report.subject, Look("Title", _other(report.subject_language, report)))
    for heading, value in report.facts:
        yield paragraph(value, lead=f"{heading}:")
    yield paragraph(report.note, Look(NOTE))
    yield paragraph(gettext("Contents"), Look(bold=True))
    yield contents(
        [(one.level, mark, one.text) for mark, one in enumerate(report.contents, start=1)]
    )
    drawer = _Drawer(report, document)
    below_heading = False
    for block in report.blocks:
        yield from drawer.draw(block, below_heading=below_heading)
        below_heading = isinstance(block, Heading)


def _other(language: str, report: Report) -> str:
    return language if language != report.language else ""


class _Drawer:
    """Draws blocks one after the other, and counts bookmarks, pictures, tables and charts."""

    def __init__(self, report: Report, document: Any) -> None:
        self._report, self._part = report, document.part
        self._marks, self._pictures = count(1), count(1)
        self._tables, self._charts = count(1), count(1)

    def draw(self, block: Block, *, below_heading: bool) -> Iterator[str]:
        """Yield the XML of a block; words below a heading are not left behind with it."""
        if isinstance(block, Heading):
            mark = next(self._marks) if block.level < 3 else 0
            language = _other(block.language, self._report) if block.language else ""
            yield paragraph(block.text, Look(f"Heading{block.level}", language, bookmark=mark))
        elif isinstance(block, Words):
            yield paragraph(block.text, Look(NOTE) if block.note else Look(keep=below_heading))
        elif isinstance(block, Quotation):
            yield from self._quotation(block)
        elif isinstance(block, Grid):
            yield from self._table(block)
        else:
            yield from self._chart(block)

    def _quotation(self, block: Quotation) -> Iterator[str]:
        yield paragraph("", Look(keep=True), lead=block.lead)
        look = Look("Quote", _other(block.language, self._report))
        for line in lines_of(block.text):
            yield paragraph(line, look)
        if block.after:
            yield paragraph(block.after)
        if block.source:
            yield paragraph(block.source, Look(TEXT))

    def _table(self, block: Grid) -> Iterator[str]:
        number = gettext("Table %(number)s", number=next(self._tables))
        yield paragraph(f"{number}. {block.caption}", Look("Caption", keep=True))
        whole = sum(block.widths)
        widths = [width * _WIDTH // whole for width in block.widths]
        yield table_start(widths, block.caption)
        cells = zip(widths, block.headings, strict=True)
        head = Look(HEAD, keep=True)
        yield table_row((cell(width, paragraph(text, head)) for width, text in cells), header=True)
        for place, row in enumerate(block.rows, start=1):
            last = place == len(block.rows)
            keep = len(block.rows) <= SHORT and not last
            total = block.last_is_total and last
            look, right = (Look(style, bold=total, keep=keep) for style in (TEXT, RIGHT))
            yield table_row(
                cell(width, paragraph(text, look if column in block.wordy else right))
                for column, (width, text) in enumerate(zip(widths, row, strict=True))
            )
        yield TABLE_END + "<w:p/>"

    def _chart(self, block: Chart) -> Iterator[str]:
        png = typesetting.picture(block.svg)
        image = Image.from_blob(png)
        relation, _part = self._part.get_or_add_image(BytesIO(png))
        width = min(block.width, _WIDTH)
        height = width * image.px_height / image.px_width
        yield picture(
            relation, next(self._pictures), width, height, f"{block.caption}. {block.alt}"
        )
        number = gettext("Chart %(number)s", number=next(self._charts))
        yield paragraph(f"{number}. {block.caption}", Look("Caption"))
