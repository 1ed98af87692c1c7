"""What can be exported: the files of a summary, and which of them a format consists of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from consult.summaries.exporters import csv_file, json_file, xlsx_file
from consult.summaries.summary import Summary

Rows = Iterable[tuple[Any, ...]]
Write = Callable[[Summary, Rows, BinaryIO], int]
"""Writes the summary, and the comments where the file holds them; returns the rows written."""


@dataclass(frozen=True, slots=True)
class File:
    """One file that can be downloaded."""

    name: str
    mimetype: str
    write: Write

    @property
    def format(self) -> str:
        """Return the format: the ending of the name."""
        return self.name.rpartition(".")[2]

    @property
    def table(self) -> str:
        """Return what the file holds: the name without its ending."""
        return self.name.rpartition(".")[0]


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    file.name: file
    for file in [
        File("summary.xlsx", _SHEET, xlsx_file.write),
        File("summary.json", "application/json", json_file.write),
        File("amendments.csv", "text/csv", csv_file.write_amendments),
        File("comments.csv", "text/csv", csv_file.write_comments),
    ]
}
FORMATS = {
    name: [file for file in FILES.values() if file.format == name]
    for name in ("csv", "xlsx", "json")
}
"""The files of each format; the first one takes the name that was asked for."""
