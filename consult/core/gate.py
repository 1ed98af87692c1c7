"""A gate that many pass at a time and one may shut, who then waits only for those inside.

On PostgreSQL a row locked FOR SHARE does not make newcomers queue behind somebody who waits to
change it: while votes keep overlapping, a closing would wait for ever. The lock manager, which
keeps advisory locks, does make them queue. On SQLite the gate is the one queue of all writers.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, cast, func, select

from consult.core.db import db, take_turn

VOTING = 1
IMPORTING = 2
"""The first half of a gate's key: what is gated. The second half says for which consultation."""

_KEY = (bindparam("kind", type_=Integer), bindparam("number", type_=Integer))
_SHUT = select(func.pg_advisory_xact_lock(*_KEY))


def way_in(kind: int, number: ColumnElement[int]) -> Select[Any]:
    """Return the statement that passes the gate of whoever it is narrowed down to."""
    return select(func.pg_advisory_xact_lock_shared(kind, cast(number, Integer)))


def go_in(way: Select[Any], values: Mapping[str, Any]) -> None:
    """Pass the gate until the transaction ends; wait while it is shut.

    What the gate guards is read in a statement of its own after this one: PostgreSQL reads as of a
    statement's beginning, and a statement that waited at the gate began before it was shut.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.connection().execute(way, values)
    else:
        take_turn()


def shut(kind: int, number: int) -> None:
    """Let nobody in until the transaction ends, and wait until those inside have left."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection().execute(_SHUT, {"kind": kind, "number": number})
    else:
        take_turn()
