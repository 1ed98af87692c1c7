"""A gate that many pass at a time and one may shut, who then waits only for those inside.

On PostgreSQL a row locked FOR SHARE does not make newcomers queue behind somebody who waits to
change it: while votes keep overlapping, a closing would wait for ever. The lock manager, which
keeps advisory locks, does make them queue. On SQLite writers come one after the other anyway.
"""

from sqlalchemy import func, select

from consult.core.db import db

VOTING = 1
"""The first half of a gate's key: what is gated. The second half is the key of the consultation."""


def go_in(kind: int, number: int) -> None:
    """Pass the gate until the transaction ends; wait while it is shut."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock_shared(kind, number)))


def shut(kind: int, number: int) -> None:
    """Let nobody in until the transaction ends, and wait until those inside have left."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(kind, number)))
