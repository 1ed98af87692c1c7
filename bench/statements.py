"""Time at the database: the statements of a read are collected once, then sent again bare."""

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import event

from consult.core.db import db, transaction

Statements = Sequence[tuple[str, Any]]


def statements_of(work: Callable[[], object]) -> Statements:
    """Return what a read sends to the database, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with transaction(write=False):
            work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [one for one in found if one[0].lstrip()[:6].upper() in {"SELECT", "WITH"}]


def interleaved(reads: Sequence[Statements], repeats: int) -> list[float]:
    """Return the median seconds of each read, all of them sent in turn on one connection."""
    times: list[list[float]] = [[] for _ in reads]
    with closing(db.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for _ in range(repeats + 1):
            for statements, own in zip(reads, times, strict=True):
                started = time.perf_counter()
                for statement, parameters in statements:
                    cursor.execute(statement, parameters)
                    cursor.fetchall()
                own.append(time.perf_counter() - started)
        connection.rollback()
    # The first turn fills the caches.
    return [statistics.median(own[1:]) for own in times]
