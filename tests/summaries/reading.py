"""Reads exported files back as rows of plain values, one dictionary a row."""

import csv
import json
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from pypdf import PdfReader

from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.summaries.actions import export
from consult.summaries.columns import AMENDMENT_COLUMNS, COMMENT_COLUMNS, Column, Type
from consult.summaries.exporters.formula_guard import unguarded
from consult.summaries.exporters.found_tables import ARGUMENT_COLUMNS
from consult.summaries.formats import FILES
from tests.make import Make

TABLES = {
    "amendments": AMENDMENT_COLUMNS,
    "comments": COMMENT_COLUMNS,
    "arguments": ARGUMENT_COLUMNS,
}
Rows = list[dict[str, Any]]


DATA = [name for name in FILES if name.endswith((".csv", ".json"))] + ["summary.xlsx"]
"""The files that hold the tables; documents take longer to make."""


def exported(
    make: Make, place: Consultation, language: str = "en", names: Iterable[str] = DATA
) -> dict[str, bytes]:
    """Return files of the summary, all of one moment."""
    outs = {FILES[name]: BytesIO() for name in names}
    make.do(lambda: export(the_consultation(place.slug), outs, language))
    return {file.name: out.getvalue() for file, out in outs.items()}


def csv_rows(data: bytes, table: str) -> Rows:
    """Read a table as CSV."""
    text = data.decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text, newline=""))
    columns = {column.key: column for column in TABLES[table]}
    return [
        {key: _of_csv(columns[key], cell) for key, cell in row.items() if key != "note"}
        for row in rows
    ]


def _of_csv(column: Column, cell: str) -> Any:
    if cell == "":
        return None
    read: dict[Type, Any] = {
        Type.WHOLE: int,
        Type.SHARE: float,
        Type.MOMENT: datetime.fromisoformat,
        Type.FLAG: lambda text: {"true": True, "false": False}[text],
        Type.TEXT: unguarded,
    }
    return read.get(column.type, str)(cell)


def json_rows(data: bytes, table: str) -> Rows:
    """Read a table of the JSON document."""
    moments = {column.key for column in TABLES[table] if column.type is Type.MOMENT}
    return [
        {
            key: datetime.fromisoformat(value) if key in moments and value else _nothing(value)
            for key, value in row.items()
        }
        for row in json.loads(data)[table]
    ]


def xlsx_rows(data: bytes, table: str, app: Flask) -> Rows:
    """Read a table of the workbook, its words turned back into codes."""
    book = load_workbook(BytesIO(data))
    columns = TABLES[table]
    rows: Rows = []
    for name in book.sheetnames:
        if name.startswith(table.capitalize()):
            for cells in book[name].iter_rows(min_row=2, values_only=True):
                padded = [*cells, *[None] * (len(columns) - len(cells))]
                pairs = zip(columns, padded, strict=True)
                rows.append({column.key: _of_xlsx(column, cell, app) for column, cell in pairs})
    return rows


def _of_xlsx(column: Column, cell: Any, app: Flask) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=ZoneInfo("Asia/Almaty"))
    if column.words and cell is not None:
        with app.test_request_context("/en/"):
            codes = {str(word): str(code) for code, word in column.words.items()}
        return codes[cell]
    return unescape(cell) if isinstance(cell, str) else cell  # which openpyxl leaves to us


def words_of_pdf(data: bytes) -> str:
    """Return the words of a PDF, a line a line, without the places where long words may break."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return "\n".join(pages).replace("\u200b", "") + "\n"


def docx_tables(data: bytes) -> list[list[list[str]]]:
    """Return the tables of a DOCX: rows of the texts of their cells."""
    document = Document(BytesIO(data))
    return [
        [["\n".join(_texts(cell)) for cell in row.iter(qn("w:tc"))] for row in table._tbl.tr_lst]
        for table in document.tables
    ]


def _texts(element: Any) -> list[str]:
    tab = qn("w:tab")
    return [
        "".join(
            "\t" if piece.tag == tab else piece.text or ""
            for piece in paragraph.iter(qn("w:t"), tab)
        )
        for paragraph in element.iter(qn("w:p"))
    ]


def docx_lines(data: bytes) -> list[str]:
    """Return the paragraphs of a DOCX, in tables and outside of them."""
    return _texts(Document(BytesIO(data)).element.body)


def _nothing(value: Any) -> Any:
    return None if value == "" else value
