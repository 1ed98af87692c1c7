"""One short write by the driver itself: what the hottest writes, votes and comments, can afford.

It is a transaction like those of core/db.py and obeys the same rules: on SQLite it takes its turn
in the queue of writers, on PostgreSQL it passes the gates. Session and mapper would cost it more
than all the rest. Each thread keeps a connection of its own open, outside the pool.
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from consult.core import turns
from consult.core.direct import connected
from consult.core.sqlite import PRAGMAS, queue_of


class Statement:
    """A statement in the words of one driver, made once."""

    def __init__(self, engine: Engine, statement: Any, columns: Sequence[str] = ()) -> None:
        """Compile a statement of Core; `columns` are those that an INSERT is given."""
        compiled = statement.compile(dialect=engine.dialect, column_keys=columns or None)
        self.text = str(compiled)
        self._fixed = {name: one for name, one in compiled.params.items() if one is not None}
        self._places: Sequence[str] | None = compiled.positiontup

    def values(self, named: Mapping[str, Any]) -> Any:
        """Return the values as the driver wants them: in order, or by name."""
        every = {**self._fixed, **named}
        return every if self._places is None else [every[one] for one in self._places]


class Write:
    """The transaction under way; `queue` is its place among the writers of SQLite."""

    def __init__(self, connection: Any, queue: int | None = None) -> None:
        self._connection = connection
        self._queue = queue
        self._in_turn = False

    def take_turn(self) -> None:
        """Let nobody else write on SQLite from here on; what was read before is older."""
        if self._queue is not None:
            self._in_turn = True
            turns.begin(self._queue)
            self._connection.execute("BEGIN IMMEDIATE")

    def end_turn(self) -> None:
        """Undo what was not committed, and let the next one in."""
        if self._queue is None or not self._in_turn:
            return
        try:
            if self._connection.in_transaction:
                self._connection.rollback()
        finally:
            turns.end(self._queue)

    def run(self, statement: Statement, named: Mapping[str, Any]) -> Any:
        """Send a statement; on PostgreSQL the answer is fetched when it is looked at."""
        return self._connection.execute(statement.text, statement.values(named))

    def end_with(self, statement: Statement, named: Mapping[str, Any]) -> Any:
        """Send the last statement and commit, on PostgreSQL in one journey for both."""
        found = self.run(statement, named)
        self._connection.commit()
        return found


class Hot:
    """Short writes to one database."""

    def __init__(self, engine: Engine, prepares: bool = True) -> None:
        self.engine = engine
        self._prepares = prepares
        self._kept = threading.local()
        self.is_sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def write(self, *, reads_first: bool = False) -> Iterator[Write]:
        """Run the block as one transaction; without a last statement it is undone.

        On SQLite the turn begins with the block, or where it `reads_first`, when it says so.
        """
        connection = getattr(self._kept, "connection", None)
        try:
            if connection is None:
                connection = self._kept.connection = self._connect()
            with self._turn(connection) if self.is_sqlite else _journeys(connection) as write:
                if not reads_first:
                    write.take_turn()
                yield write
        except BaseException:
            self._kept.connection = None
            if connection is not None:
                connection.close()
            raise

    def moment(self, now: datetime) -> Any:
        """Return a moment as the driver wants it."""
        if not self.is_sqlite:
            return now
        return now.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    @contextmanager
    def _turn(self, connection: Any) -> Iterator[Write]:
        write = Write(connection, self._kept.queue)
        try:
            yield write
        finally:
            write.end_turn()

    def _connect(self) -> Any:
        connection = connected(self.engine, self._prepares, autocommit=False)
        if not self.is_sqlite:
            return connection
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not hasattr(self._kept, "queue"):
            flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
            self._kept.queue = os.open(queue_of(self.engine) or os.devnull, flags, 0o600)
        return connection


@contextmanager
def _journeys(connection: Any) -> Iterator[Write]:
    with connection.pipeline():
        yield Write(connection)
        connection.rollback()


def moment_of(stored: Any) -> datetime | None:
    """Return a moment as the mapper would; SQLite's driver gives it as text."""
    if stored is None or isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
