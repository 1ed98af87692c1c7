"""Exports: each format against a bare cursor with that format's own writer, in processor time.

And the command that writes all comments: the most memory it takes.
"""

import csv
import subprocess
import sys
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
from bench.serving import most_resident
from bench.statements import statements_of
from consult.config import ROOT
from consult.consultations.queries import the_consultation
from consult.core.db import db, snapshot
from consult.core.words import speaking
from consult.summaries.comment_rows import ROWS_AT_A_TIME, comment_rows
from consult.summaries.formats import FILES
from consult.summaries.queries import summary_of

PART = "Exports"
MOST = {"comments.csv": 1_000_000, "summary.json": 1_000_000, "summary.xlsx": 10_000}
"""XLSX takes as long for each row, so a part of the rows says as much."""
HALF_AS_FAST = 2.0
MEGABYTES = 300
SECONDS_BETWEEN_LOOKS = 0.1


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
            at_most=HALF_AS_FAST if name == "comments.csv" else None,
        )  # fmt: skip
    yield _by_command(bench)


def _by_command(bench: Bench) -> Figure:
    """Write the workbook of all comments as officials do; return the most it had resident."""
    path = bench.place.folder / "all.xlsx"
    command = [sys.executable, "-m", "flask", "--app", "app", "summaries", "export"]
    command += [bench.place.content.reform, "--format", "xlsx", "--out", str(path)]
    with (bench.place.folder / "all.log").open("w+") as said:
        begun = subprocess.Popen(command, cwd=ROOT, env=bench.place.environment(), stdout=said)
        most = 0.0
        while begun.poll() is None:
            most = max(most, most_resident(begun.pid) / 1e6)
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if begun.returncode:
            raise RuntimeError(f"The workbook could not be written, code {begun.returncode}.")
    return Figure(
        PART, f"summary.xlsx of {bench.size.comments:,} comments, by the command: memory",
        bench.place.database, [most], "MB", "", at_most=MEGABYTES,
        more={"size of the file, MB": path.stat().st_size / 1e6},
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
