"""Filling tables quickly on either database: COPY on PostgreSQL, executemany on SQLite.

Indexes and triggers of large tables are dropped meanwhile and made again as they were, which is
several times quicker than keeping them up to date row by row.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol

import psycopg
from sqlalchemy import JSON, make_url
from sqlalchemy.orm import DeclarativeBase

Row = tuple[Any, ...]
AT_ONCE = 10_000


class Filler(Protocol):
    """What fills the tables of one database."""

    def fill(self, model: type[DeclarativeBase], names: str, rows: Iterable[Row]) -> None:
        """Store rows; `names` are their columns, the others get their defaults."""

    def finish(self) -> None:
        """Make the indexes again and commit."""


def moment(when: datetime) -> str:
    """Return a moment as both databases take it, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def json_text(value: Any) -> str:
    """Return what a column of JSON is given."""
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def filler(url: str, emptied: Sequence[str]) -> Iterator[Filler]:
    """Yield what fills the database; `emptied` names the tables whose indexes wait for the end."""
    made = SqliteFiller(url, emptied) if url.startswith("sqlite") else PostgresFiller(url, emptied)
    with made.connection:
        yield made
        made.finish()
    made.connection.close()


def _columns(model: type[DeclarativeBase], names: str) -> tuple[list[str], Row]:
    """Return the columns to write, and the values of those that have a default."""
    given = names.split()
    rest = []
    for column in model.__table__.columns:
        default = column.default
        if column.name in given or default is None:
            continue
        value = default.arg(None) if default.is_callable else default.arg
        rest.append((column.name, json_text(value) if isinstance(column.type, JSON) else value))
    return [*given, *(name for name, _ in rest)], tuple(value for _, value in rest)


class SqliteFiller:
    """Fills one SQLite file."""

    def __init__(self, url: str, emptied: Sequence[str]) -> None:
        self.connection = sqlite3.connect(make_url(url).database or "")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("PRAGMA cache_size=-400000")
        self._again = [one for table in emptied for one in self._drop(table)]

    def _drop(self, table: str) -> list[str]:
        found = self.connection.execute(
            "SELECT type, name, sql FROM sqlite_master "
            "WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            (table,),
        ).fetchall()
        for kind, name, _ in found:
            self.connection.execute(f"DROP {kind} {name}")
        return [statement for _, _, statement in found]

    def fill(self, model: type[DeclarativeBase], names: str, rows: Iterable[Row]) -> None:
        """Store rows."""
        columns, rest = _columns(model, names)
        marks = ", ".join("?" * len(columns))
        table = model.__tablename__
        self.connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
            (row + rest for row in rows) if rest else rows,
        )

    def finish(self) -> None:
        """Make the indexes again, those of full-text search too."""
        virtual = self.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
        ).fetchall()
        for (name,) in virtual:
            self.connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
        for statement in self._again:
            self.connection.execute(statement)
        self.connection.commit()
        # All of it stands in the write-ahead log still; production's log is short.
        busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise RuntimeError("Somebody reads while the database is filled.")


class PostgresFiller:
    """Fills one PostgreSQL database."""

    def __init__(self, url: str, emptied: Sequence[str]) -> None:
        plain = make_url(url).set(drivername="postgresql")
        self.connection = psycopg.connect(plain.render_as_string(hide_password=False))
        self.connection.execute("SET TIME ZONE 'UTC'")
        self.connection.execute("SET maintenance_work_mem = '512MB'")
        # Without this every row of a vote would look up its amendment and its voter.
        self._may_checkpoint = False
        asked = "SELECT usesuper FROM pg_user WHERE usename = current_user"
        if self.connection.execute(asked).fetchone() == (True,):
            self.connection.execute("SET session_replication_role = replica")
            self._may_checkpoint = True
        self._again = [one for table in emptied for one in self._drop(table)]
        self._filled: set[str] = set()

    def _drop(self, table: str) -> list[str]:
        found = self.connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "JOIN pg_class t ON t.oid = i.indrelid AND t.relkind = 'r' "
            "WHERE i.indrelid = to_regclass(%s) AND NOT i.indisprimary "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            (table,),
        ).fetchall()
        for name, _ in found:
            self._say(f"DROP INDEX {name}")
        return [statement for _, statement in found]

    def _say(self, statement: str) -> None:
        self.connection.execute(statement.encode())

    def fill(self, model: type[DeclarativeBase], names: str, rows: Iterable[Row]) -> None:
        """Store rows."""
        columns, rest = _columns(model, names)
        self._filled.add(model.__tablename__)
        rows, tail = iter(rows), "".join("\t" + _written(value) for value in rest) + "\n"
        statement = f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN"
        with self.connection.cursor().copy(statement.encode()) as copy:
            while some := list(islice(rows, AT_ONCE)):
                copy.write("".join("\t".join(map(_written, row)) + tail for row in some))

    def finish(self) -> None:
        """Make the indexes again, and let numbers go on after those that were given."""
        for statement in self._again:
            self._say(statement)
        for table in sorted(self._filled):
            known = self.connection.execute(
                "SELECT 1 FROM information_schema.columns "
                "WHERE table_name = %s AND column_name = 'id'",
                (table,),
            ).fetchone()
            if known:
                self._say(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"(SELECT max(id) FROM {table}))"
                )
        self.connection.commit()
        self.connection.autocommit = True
        self.connection.execute("VACUUM ANALYZE")
        if self._may_checkpoint:
            self.connection.execute("CHECKPOINT")


def _written(value: Any) -> str:
    """Return a value as COPY reads it; our texts hold no backslash, TAB or line end."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return str(value)
