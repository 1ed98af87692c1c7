"""The database: base class, column types, and the one place that commits."""

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
    Insert,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from consult.core import pools, replica
from consult.core import sqlite as our_sqlite
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
LARGEST_ID = 2**63 - 1
"""No key is larger; a database that is asked for one fails instead of finding nothing."""


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
db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"expire_on_commit": False, "class_": replica.RoutedSession},
)

short = String(200)
"""The type of keys, names and other texts of one line."""

_writing: ContextVar[bool] = ContextVar("consult_writing", default=False)


def init(app: Flask) -> None:
    """Bind the database to the app and teach SQLite its manners."""
    settings = app.extensions["consult_settings"]
    small = is_sqlite_url(app)
    options = pools.sqlite_options() if small else pools.postgresql_options(settings)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    if settings.replica_url:
        app.config["SQLALCHEMY_BINDS"] = {replica.BIND: pools.replica_options(settings)}
    db.init_app(app)
    with app.app_context():
        replica.init(app, db.engines)
        if small:
            our_sqlite.teach(db.engine, _writing.get)


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

    A writing transaction on SQLite takes its turn among the writers at its first statement that
    writes or locks; what it read before is older, as on PostgreSQL. See core/sqlite.py.
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


def take_turn() -> None:
    """Let nobody else write on SQLite from here on, where no row is there to be locked."""
    if db.engine.dialect.name == "sqlite" and _writing.get():
        our_sqlite.take_turn(db.session.connection())


def keep_on_refusal() -> None:
    """Keep what this request wrote although it is refused: a counted failure, say."""
    if unit := _current.get():
        unit.kept = True


def ask_database() -> None:
    """Ask the primary database anything; raises when it does not answer."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def upsert(table: Any, dialect: str = "") -> Any:
    """Return an INSERT that knows ON CONFLICT, for the database in use or the one named."""
    if (dialect or db.engine.dialect.name) == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_or_ignore(table: type[Model], **values: Any) -> Insert:
    """Return an INSERT that does nothing where a unique key already holds such a row."""
    return cast(Insert, upsert(table).values(**values).on_conflict_do_nothing())
