"""One short write by the driver itself: what the hottest write of all, a vote, can afford.

It is a transaction like those of core/db.py and obeys the same rules: on SQLite it takes its turn
in the queue of writers, on PostgreSQL it passes the gates. Session and mapper would cost it more
than all the rest. Each thread keeps a connection of its own open, outside the pool.
"""

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from consult.core.direct import connected
from consult.core.sqlite import PRAGMAS, queue_of

SQLITE_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


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
    """The transaction under way."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

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
    def write(self) -> Iterator[Write]:
        """Run the block as one transaction; without a last statement it is undone."""
        connection = getattr(self._kept, "connection", None)
        try:
            if connection is None:
                connection = self._kept.connection = self._connect()
            with self._turn(connection) if self.is_sqlite else connection.pipeline():
                yield Write(connection)
                connection.rollback()
        except BaseException:
            self._kept.connection = None
            if connection is not None:
                connection.close()
            raise

    @contextmanager
    def _turn(self, connection: Any) -> Iterator[None]:
        fcntl.flock(self._kept.queue, fcntl.LOCK_EX)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield
        finally:
            if connection.in_transaction:
                connection.rollback()
            fcntl.flock(self._kept.queue, fcntl.LOCK_UN)

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
