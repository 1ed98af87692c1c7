"""Documents: the report as DOCX and PDF, the comparative table, and 10,000 comments as tables."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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
    rounds = [_round(bench) for _ in range(bench.size.rounds)]
    reading = [one.read for one in rounds]
    for name in WRITTEN:
        report, [rows, *_] = name.startswith("report"), [one.rows[name] for one in rounds]
        taken = [one.seconds[name] + (one.read if report else 0) for one in rounds]
        what = (
            f"report of {rounds[0].amendments} amendments" if report else f"{rows:,} rows written"
        )
        yield Figure(
            PART, f"{name}: {what}", bench.place.database, taken, "s",
            "processor time, the summary read too" if report else "processor time",
            at_most=AIMS.get(name), more={"rows": rows, "summary read, s": reading},
        )  # fmt: skip


@dataclass
class _Round:
    """Seconds of reading the summary and of writing each file, and the rows of each."""

    amendments: int
    read: float
    seconds: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def _round(bench: Bench) -> _Round:
    """Read the summary once and write all files of it, as the package of all files does."""
    with speaking(LANGUAGE), snapshot():
        started = time.process_time()
        summary = summary_of(the_consultation(bench.place.content.reform), LANGUAGE)
        found = _Round(len(summary.amendments), time.process_time() - started)
        for name in WRITTEN:
            file = FILES[name]
            rows: Any = islice(ROWS[file.holds](summary), ROWS_OF_TABLES)
            with (bench.place.folder / name).open("wb") as out:
                started = time.process_time()
                found.rows[name] = file.write(summary, rows, out)
                found.seconds[name] = time.process_time() - started
    return found
