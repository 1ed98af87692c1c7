"""The database: base class, column types, and the one place that commits."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from consult.core.errors import Refusal

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer, "sqlite")
"""The type of every numeric key; SQLite numbers rows by itself only for plain INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, str: Text}


# Our own base class, not one that Flask-SQLAlchemy rewrites: it only shares the metadata.
db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})

short = String(200)
"""The type of keys, names and other texts of one line."""

_writing: ContextVar[bool] = ContextVar("consult_writing", default=False)


def init(app: Flask) -> None:
    """Bind the database to the app and teach SQLite its manners."""
    options: dict[str, Any] = {"pool_pre_ping": not is_sqlite_url(app)}
    if is_sqlite_url(app):
        options["connect_args"] = {"timeout": 10}
        options["pool_size"] = 20
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    if is_sqlite_url(app):
        with app.app_context():
            _teach_sqlite(db.engine)


def is_sqlite_url(app: Flask) -> bool:
    """Tell whether the app runs on SQLite."""
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")


class Transaction:
    """One unit of work: committed at its end, unless it is refused and nothing is to be kept."""

    def __init__(self) -> None:
        self.refused = False
        self.kept = False

    def refuse(self) -> None:
        """Say that the answer is a refusal, so that what was written is undone."""
        self.refused = True

    def end(self, write: bool) -> None:
        """Commit or roll back."""
        if write and (self.kept or not self.refused):
            db.session.commit()
        else:
            db.session.rollback()


_current: ContextVar[Transaction | None] = ContextVar("consult_transaction", default=None)


@contextmanager
def transaction(*, write: bool) -> Iterator[Transaction]:
    """Run the block as one transaction: commit when it ends, roll back when it raises.

    A writing transaction on SQLite takes the write lock at its first statement: reading first and
    writing later in one deferred transaction fails at once when another writer came between.
    """
    unit = Transaction()
    writing, current = _writing.set(write), _current.set(unit)
    try:
        yield unit
        unit.end(write)
    except Refusal:
        unit.refuse()
        unit.end(write)
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(writing)
        _current.reset(current)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read in the block as of one moment, holding up nobody who writes; write only after it.

    It begins a transaction of its own and ends it: come here before the first write, because
    what was written before is undone. What was loaded before stays readable.
    """
    db.session.close()
    writing = _writing.set(False)
    try:
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        db.session.close()
        _writing.reset(writing)


def keep_on_refusal() -> None:
    """Keep what this request wrote although it is refused: a counted failure, say."""
    if unit := _current.get():
        unit.kept = True


def ask_database() -> None:
    """Ask the database anything; raises when it does not answer."""
    db.session.execute(text("SELECT 1"))


def upsert(table: type[Model]) -> Any:
    """Return an INSERT that knows ON CONFLICT, for the database in use."""
    if db.engine.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_or_ignore(table: type[Model], **values: Any) -> Insert:
    """Return an INSERT that does nothing where a unique key already holds such a row."""
    return cast(Insert, upsert(table).values(**values).on_conflict_do_nothing())


class _WriterQueue:
    """Queues the writers of all processes on one file lock.

    SQLite's own waiting is a sleep-and-retry that starves some writers (p99 over a second with
    eight of them); the kernel wakes those who wait for a file lock in their order of arrival.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._file: int | None = None
        self._pid = 0

    def enter(self) -> None:
        self._turn.acquire()
        try:
            if self._pid != os.getpid() or self._file is None:
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                self._pid = os.getpid()
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._turn.release()
            raise

    def leave(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._turn.release()


def _teach_sqlite(engine: Engine) -> None:
    """WAL, durable commits, foreign keys, and BEGIN IMMEDIATE for writers, in a fair queue."""
    path = engine.url.database
    queue = _WriterQueue(f"{path}.writers") if path and path != ":memory:" else None

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is switched off: we begin ourselves, below.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not _writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        # A connection that begins again before it is handed back is still in its turn.
        if queue and not connection.info.get("queued"):
            queue.enter()
            connection.info["queued"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        if record.info.pop("queued", False) and queue:
            queue.leave()
