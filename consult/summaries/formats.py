"""What can be exported: the files of a summary, and which of them a format consists of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pkgutil import resolve_name
from typing import Any, BinaryIO

from consult.summaries.archive_rows import LEDGER_COLUMNS, REVISION_COLUMNS
from consult.summaries.exporters import csv_file, json_file, table_xlsx, xlsx_file, zip_file
from consult.summaries.summary import Preset, Summary

Rows = Iterable[Any]
Write = Callable[[Summary, Rows, BinaryIO], int]
"""Writes the summary, and the rows that the file holds; returns how many it wrote."""


class Holds(Enum):
    """Which rows a file has beside the figures of the summary."""

    FIGURES = "None: the figures are all."
    COMMENTS = "Every comment, as COMMENT_COLUMNS has it."
    TABLE = "The rows of the comparative table, one for each comment that waits."
    PAPER = "The same as on paper, where single comments that wait are one row."
    REVISIONS = "Every wording of every published revision."
    LEDGER = "The events of the consultation in the ledger."
    EVERYTHING = "Where the rows of all other files come from: it is the package of them."


@dataclass(frozen=True, slots=True)
class File:
    """One file that can be downloaded; its format is the ending of its name, or as it is given.

    A `slow` one is made by the worker whatever its size: it takes long, or a large library. A
    `detailed` one says of each amendment what it quotes and counts for itself, which costs reading.
    """

    name: str
    mimetype: str
    write: Write
    holds: Holds = Holds.COMMENTS
    called: str = ""
    slow: bool = False
    detailed: bool = False

    @property
    def format(self) -> str:
        """Return the format of which it is a file."""
        return self.called or self.name.rpartition(".")[2]

    @property
    def table(self) -> str:
        """Return what the file holds: the name without its ending."""
        return self.name.rpartition(".")[0]


def _later(exporter: str) -> Write:
    """Load an exporter when it writes for the first time: Word and PDF need large libraries."""

    def write(summary: Summary, rows: Rows, out: BinaryIO) -> int:
        found: Write = resolve_name(f"consult.summaries.exporters.{exporter}:write")
        return found(summary, rows, out)

    return write


def _package(summary: Summary, rows: Any, out: BinaryIO) -> int:
    """Write all files, and for an archive what it keeps beside them, into one ZIP."""
    archived = ARCHIVED if summary.preset == Preset.ARCHIVE else []
    if summary.only:  # The ledger is the whole consultation's.
        archived = [file for file in archived if file.holds is not Holds.LEDGER]
    single = [file for file in FILES.values() if file.holds is not Holds.EVERYTHING]

    def member(file: File) -> zip_file.Member:
        return zip_file.Member(
            file.name, lambda made: file.write(summary, rows[file.holds](summary), made)
        )

    return zip_file.write(summary, map(member, [*single, *archived]), out)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_SHEET, _TEXT = f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.wordprocessingml.document"
_TABLE = "comparative-table"
FILES = {
    file.name: file
    for file in [
        File(f"{_TABLE}.docx", _TEXT, _later("table_docx"), Holds.PAPER, "table-docx"),
        File(f"{_TABLE}.xlsx", _SHEET, table_xlsx.write, Holds.TABLE, "table-xlsx"),
        File("report.docx", _TEXT, _later("report_docx"), Holds.FIGURES, slow=True, detailed=True),
        File(
            "report.pdf",
            "application/pdf",
            _later("report_pdf"),
            Holds.FIGURES,
            slow=True,
            detailed=True,
        ),
        File("summary.xlsx", _SHEET, xlsx_file.write, detailed=True),
        File("summary.json", "application/json", json_file.write, detailed=True),
        File("amendments.csv", "text/csv", csv_file.write_amendments, detailed=True),
        File("comments.csv", "text/csv", csv_file.write_comments),
        File("arguments.csv", "text/csv", csv_file.write_arguments, Holds.FIGURES),
        File("themes.csv", "text/csv", csv_file.write_themes, Holds.FIGURES),
        File(
            "everything.zip",
            "application/zip",
            _package,
            Holds.EVERYTHING,
            slow=True,
            detailed=True,
        ),
    ]
}
ARCHIVED = [
    File("revisions.csv", "text/csv", partial(csv_file.write, REVISION_COLUMNS), Holds.REVISIONS),
    File("ledger.csv", "text/csv", partial(csv_file.write, LEDGER_COLUMNS), Holds.LEDGER),
]
"""What only an archive has, in the package."""
FORMATS = {
    name: [file for file in FILES.values() if file.format == name]
    for name in ("csv", "xlsx", "json", "docx", "pdf", "table-docx", "table-xlsx", "zip")
}
"""The files of each format; the first one takes the name that was asked for."""
