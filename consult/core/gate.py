"""A gate that many pass at a time and one may shut, who then waits only for those inside.

On PostgreSQL a row locked FOR SHARE does not make newcomers queue behind somebody who waits to
change it: while votes keep overlapping, a closing would wait for ever. The lock manager, which
keeps advisory locks, does make them queue. On SQLite the gate is the one queue of all writers.
"""

from sqlalchemy import Integer, bindparam, func, select

from consult.core.db import db, take_turn

VOTING = 1
"""The first half of a gate's key: what is gated. The second half is the key of the consultation."""

_KEY = (bindparam("kind", type_=Integer), bindparam("number", type_=Integer))
_GO_IN = select(func.pg_advisory_xact_lock_shared(*_KEY))
_SHUT = select(func.pg_advisory_xact_lock(*_KEY))


def go_in(kind: int, number: int) -> None:
    """Pass the gate until the transaction ends; wait while it is shut."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection().execute(_GO_IN, {"kind": kind, "number": number})
    else:
        take_turn()


def shut(kind: int, number: int) -> None:
    """Let nobody in until the transaction ends, and wait until those inside have left."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection().execute(_SHUT, {"kind": kind, "number": number})
    else:
        take_turn()
