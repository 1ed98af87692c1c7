"""Documents: the report as DOCX and PDF, the comparative table, and 10,000 comments as tables."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bench.bench import Bench
from bench.made import LANGUAGE
from bench.results import Figure
from consult.consultations.queries import the_consultation
from consult.core.db import snapshot
from consult.core.words import speaking
from consult.summaries.actions import ROWS
from consult.summaries.formats import FILES
from consult.summaries.queries import summary_of

PART = "Exports"
ROWS_OF_TABLES = 10_000
AIMS = {"report.docx": 60.0, "report.pdf": 60.0, "comments.csv": 2.0, "summary.xlsx": 2.0}
"""Seconds; adhocracy+ needs 66 for 10,000 comments, and holds the request up meanwhile."""
WRITTEN = (*AIMS, "comparative-table.docx", "comparative-table.xlsx")


def measure(bench: Bench) -> Iterator[Figure]:
    """Write each document of the first consultation; a report's time has its summary in it."""
    for name in WRITTEN:
        report = name.startswith("report")
        taken, reading = [], []
        rows, amendments = 0, 0
        for _ in range(bench.size.rounds):
            rows, amendments, read, written = _write(bench, name)
            reading.append(read)
            taken.append(read + written if report else written)
        what = f"report of {amendments} amendments" if report else f"{rows:,} rows written"
        yield Figure(
            PART, f"{name}: {what}", bench.place.database, taken, "s",
            "processor time, the summary read too" if report else "processor time",
            at_most=AIMS.get(name), more={"rows": rows, "summary read, s": reading},
        )  # fmt: skip


def _write(bench: Bench, name: str) -> tuple[int, int, float, float]:
    """Write a file; return its rows, the amendments, and seconds of reading and of writing."""
    file, path = FILES[name], bench.place.folder / name
    with speaking(LANGUAGE), snapshot(), path.open("wb") as out:
        started = time.process_time()
        summary = summary_of(the_consultation(bench.place.content.reform), LANGUAGE)
        read = time.process_time()
        rows: Any = islice(ROWS[file.holds](summary), ROWS_OF_TABLES)
        written = file.write(summary, rows, out)
        ended = time.process_time()
    return written, len(summary.amendments), read - started, ended - read
