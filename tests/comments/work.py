"""How much work a database does for a list, counted and not timed: the same on any machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from consult.core.db import db, transaction
from tests.make import Make
from tests.statements import listening

STEPS = 100


def work_of(make: Make, read: Callable[[], object]) -> int:
    """Return the work of a read: steps of SQLite's machine; rows and pages read on PostgreSQL."""

    def count() -> int:
        read()  # what is loaded once is not counted
        return _steps(read) if db.engine.dialect.name == "sqlite" else _rows_and_pages(read)

    return make.read(count)


def _steps(read: Callable[[], object]) -> int:
    counted = [0]

    def tick() -> None:
        counted[0] += STEPS

    connection: Any = db.session.connection().connection.driver_connection
    connection.set_progress_handler(tick, STEPS)
    try:
        read()
    finally:
        connection.set_progress_handler(None, 0)
    return counted[0]


def _rows_and_pages(read: Callable[[], object]) -> int:
    with statements() as sent:
        read()
    connection = db.session.connection()
    total = 0
    for statement, parameters in sent:
        asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        plan = connection.exec_driver_sql(asked, parameters).scalar_one()[0]["Plan"]
        total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] + _rows(plan)
    return total


def _rows(plan: dict[str, Any]) -> int:
    """Return how many rows a plan reads from tables and indexes, those that it drops too."""
    parts = plan.get("Plans", ())
    if parts:
        return sum(_rows(part) for part in parts)
    dropped = sum(count for name, count in plan.items() if name.startswith("Rows Removed by"))
    return int((plan["Actual Rows"] + dropped) * plan["Actual Loops"])


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that are sent, with their parameters."""
    sent: list[tuple[str, Any]] = []

    with listening(db.engine, lambda *one: sent.append(one)):
        yield sent


def forget_statistics() -> None:
    """Let SQLite plan by its rules alone again, whatever a test before had it count."""
    kept = "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat_'"
    with transaction(write=True):
        connection = db.session.connection()
        for name in connection.exec_driver_sql(kept).scalars().all():
            connection.exec_driver_sql(f"DELETE FROM {name}")
    db.engine.dispose()
