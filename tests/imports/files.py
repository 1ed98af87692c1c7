"""Real files for the tests, made with the libraries that offices' own programs resemble."""

import csv
import io
import zipfile

import xlsxwriter
from docx import Document

RU = ("№", "Структурный элемент", "Действующая редакция", "Предлагаемая редакция", "Обоснование")


def docx_bytes(rows, before=()):
    """A Word document with one table of these rows, after paragraphs and small tables."""
    document = Document()
    for text in before:
        document.add_paragraph(text)
        document.add_table(1, 2).cell(0, 0).text = text
    table = document.add_table(0, max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    return saved(document)


def saved(document):
    """The bytes of a python-docx document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_bytes(*sheets):
    """An Excel workbook; each sheet is a list of rows of typed values."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
    return out.getvalue()


def csv_bytes(rows, delimiter=",", encoding="utf-8"):
    """A CSV file in the given encoding."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def repacked(data, changes, compression=zipfile.ZIP_DEFLATED):
    """A ZIP container with members changed: name -> function of the old bytes, or new bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in {**dict.fromkeys(old.namelist()), **changes}:
            content = old.read(name) if name in old.namelist() else b""
            change = changes.get(name)
            content = change(content) if callable(change) else change or content
            new.writestr(name, content)
    return out.getvalue()


def sentences(faults):
    """The faults as (line, sentence)."""
    return [(fault.line, str(fault.message)) for fault in faults]
