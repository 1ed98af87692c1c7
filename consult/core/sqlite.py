"""SQLite as we use it: durable commits, and the writers of all processes in one fair queue.

A transaction that may write begins by reading, and takes its turn in the queue at its first
statement that writes or locks rows. Until then nobody waits for it: the reader, the thing, the form
and whatever is slow are dealt with before. What it read earlier is as old as that, exactly as on
PostgreSQL (READ COMMITTED), so what decides is locked and read again there and here alike.

SQLite's own waiting is a sleep-and-retry that starves some writers (p99 over a second with eight of
them), and it refuses at once who has read and then writes after somebody else did. The kernel wakes
those who wait for a file lock one by one in the order in which they came, and a process that dies
leaves the queue; whoever hangs in their turn loses it, see core/turns.py.
"""

import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event

from consult.core import turns

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def teach(engine: Engine, writing: Callable[[], bool]) -> None:
    """WAL, durable commits, foreign keys, and turns for those transactions that are `writing`."""
    queue = queue_of(engine)
    turns.listen()

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver's own transaction handling is switched off: we begin ourselves, below.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        # Each connection has a place of its own in the queue: threads wait like processes do.
        if queue:
            flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
            record.info["queue"] = os.open(queue, flags, 0o600)

    @event.listens_for(engine, "close")
    def close(_connection: Any, record: Any) -> None:
        if (place := record.info.pop("queue", None)) is not None:
            os.close(place)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A connection that begins again before it is handed back is still in its turn.
        in_turn = connection.info.get("in_turn")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if in_turn else "BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def execute(
        connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _many: Any
    ) -> None:
        if writing() and not connection.info.get("in_turn") and _needs_turn(statement, context):
            take_turn(connection)

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        if record.info.pop("in_turn", False) and "queue" in record.info:
            turns.end(record.info["queue"])


def queue_of(engine: Engine) -> str | None:
    """Return the file on which the writers of a database wait; one in memory has no others."""
    path = engine.url.database
    return f"{path}.writers" if path and path != ":memory:" else None


def take_turn(connection: Connection) -> None:
    """End what was only read and wait for the turn; from here on nobody else writes."""
    if connection.info.get("in_turn"):
        return
    connection.info["in_turn"] = True
    connection.exec_driver_sql("COMMIT")
    if "queue" in connection.info:
        turns.begin(connection.info["queue"])
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _needs_turn(statement: str, context: Any) -> bool:
    """Tell whether a statement writes, or reads rows that it would lock on PostgreSQL."""
    if not statement.startswith(("SELECT", "WITH")):
        return not statement.startswith(("BEGIN", "PRAGMA"))
    asked = getattr(context.compiled, "statement", None)
    if getattr(asked, "_for_update_arg", None) is not None:
        return True
    return bool(context.isinsert or context.isupdate or context.isdelete)
