"""One read by the driver itself, without session and transaction: what a hot page can afford.

Each thread keeps a connection of its own open, outside the pool. It commits by itself, so every
statement sees the database as it is at that moment.
"""

import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine


class Direct:
    """Reads from one database."""

    def __init__(self, engine: Engine, prepares: bool = True) -> None:
        self._engine = engine
        self._prepares = prepares
        self._kept = threading.local()
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.placeholder = "?" if self.is_sqlite else "%s"

    def rows(self, statement: str, values: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of a statement; a connection that died meanwhile is made anew, once."""
        kept = getattr(self._kept, "connection", None)
        if kept is not None:
            try:
                found: Sequence[Any] = kept.execute(statement, values).fetchall()
                return found
            except Exception:
                self._kept.connection = None
                kept.close()
        self._kept.connection = connection = self._connect()
        found = connection.execute(statement, values).fetchall()
        return found

    def _connect(self) -> Any:
        connection = connected(self._engine, self._prepares, autocommit=True)
        if self.is_sqlite:
            connection.execute("PRAGMA query_only=ON")
        return connection


def connected(engine: Engine, prepares: bool, *, autocommit: bool) -> Any:
    """Return a connection of the driver's own, outside the pool of an engine.

    On SQLite it commits by itself, since we begin and end transactions there ourselves.
    """
    dialect = engine.dialect
    places, names = dialect.create_connect_args(engine.url)
    driver: Any = dialect.loaded_dbapi
    if dialect.name == "sqlite":
        return driver.connect(*places, **{**names, "isolation_level": None, "timeout": 10})
    connection = driver.connect(*places, **names, autocommit=autocommit)
    if not prepares:  # A pooler hands each transaction another connection.
        connection.prepare_threshold = None
    return connection
