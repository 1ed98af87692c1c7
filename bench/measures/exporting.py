"""Exports: each format against a bare cursor with that format's own writer, in processor time."""

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any, BinaryIO, TextIO

import orjson
from xlsxwriter import Workbook

from bench.bench import Bench
from bench.made import LANGUAGE
from bench.results import Figure
from bench.statements import statements_of
from consult.consultations.queries import the_consultation
from consult.core.db import db, snapshot
from consult.core.words import speaking
from consult.summaries.comment_rows import ROWS_AT_A_TIME, comment_rows
from consult.summaries.formats import FILES
from consult.summaries.queries import summary_of

PART = "Exports"
MOST = {"comments.csv": 1_000_000, "summary.json": 1_000_000, "summary.xlsx": 25_000}
"""XLSX takes as long for each row, so a part of the rows says as much."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Write the comments of the first consultation in each format, in turn with the bare writer."""
    for name, most in MOST.items():
        ours, bare, rows = [], [], 0
        for _ in range(bench.size.rounds):
            path = bench.place.folder / name
            started = time.process_time()
            rows = _bare(bench, name, most)
            bare.append(time.process_time() - started)
            with path.open("wb") as out:
                started = time.process_time()
                _export(bench, name, most, out)
                ours.append(time.process_time() - started)
        ratios = [one / other for one, other in zip(ours, bare, strict=True)]
        yield Figure(
            PART, f"{name} of {rows:,} comments", bench.place.database, ratios, "×",
            "a bare cursor and writer", more={"ours, s": ours, "bare, s": bare},
        )  # fmt: skip


def _export(bench: Bench, name: str, most: int, out: BinaryIO) -> None:
    with speaking(LANGUAGE), snapshot():
        place, file = the_consultation(bench.place.content.reform), FILES[name]
        summary = summary_of(place, LANGUAGE, detailed=file.detailed)
        file.write(summary, islice(comment_rows(summary), most), out)


def _bare(bench: Bench, name: str, most: int) -> int:
    """Write what the same statement finds with the format's own writer; return the rows."""
    statement, on_server = _statement(bench), bench.place.database == "postgresql"
    with closing(db.engine.raw_connection()) as connection:
        cursor: Any = connection.cursor(**({"name": "bench"} if on_server else {}))
        with closing(cursor):
            if on_server:
                cursor.itersize = ROWS_AT_A_TIME
            cursor.execute(*statement)
            path = bench.place.folder / f"bare-{name}"
            written = WRITERS[name](path, islice(cursor, most))
        connection.rollback()
    return written


def _statement(bench: Bench) -> tuple[str, Any]:
    """Return the statement that reads the comments of an export."""

    def first_row() -> None:
        place = the_consultation(bench.place.content.reform)
        summary = summary_of(place, LANGUAGE, detailed=False)
        next(comment_rows(summary), None)

    with speaking(LANGUAGE):
        return statements_of(first_row)[-1]


def _csv(path: Any, rows: Iterable[Any]) -> int:
    out: TextIO
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        return _each(rows, writer.writerow)


def _json(path: Any, rows: Iterable[Any]) -> int:
    with path.open("wb") as out:
        return _each(rows, lambda row: out.write(orjson.dumps(tuple(row)) + b"\n"))


def _xlsx(path: Any, rows: Iterable[Any]) -> int:
    options = {"constant_memory": True, "remove_timezone": True, "strings_to_urls": False}
    book = Workbook(str(path), options)
    sheet = book.add_worksheet()
    number = 0
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()
    return number


def _each(rows: Iterable[Any], write: Callable[[Any], object]) -> int:
    written = 0
    for row in rows:
        write(row)
        written += 1
    return written


WRITERS: dict[str, Callable[[Any, Iterable[Any]], int]] = {
    "comments.csv": _csv,
    "summary.json": _json,
    "summary.xlsx": _xlsx,
}
