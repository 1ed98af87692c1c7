"""How one vote and its steps reach the tables: statements made once, run without the mapper.

They run for every vote of a whole country, often for one amendment; see docs/decisions/0008.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    Table,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from consult.core import clock
from consult.core.db import db
from consult.votes.models import Vote, VoteEvent
from consult.votes.rules import Cell

_votes, _steps = cast(Table, Vote.__table__), cast(Table, VoteEvent.__table__)
_OWN = (
    _votes.c.amendment_id == bindparam("of_amendment"),
    _votes.c.voter_id == bindparam("of_voter"),
)
_CELL = (_votes.c.choice, _votes.c.revision, _votes.c.verified)
_LOCKED = select(*_CELL).where(*_OWN).with_for_update()
_CHANGE = update(_votes).where(*_OWN)
_REMOVE = delete(_votes).where(*_OWN).returning(*_CELL)
STEPS = insert(_steps)
VOTE_COLUMNS = [column.name for column in _votes.columns]
STEP_COLUMNS = ("amendment_id", "choice", "revision", "verified", "step")
FIRST = sqlite.insert(_votes).on_conflict_do_nothing()


def _first_and_step() -> Executable:
    """Return one statement for both: on PostgreSQL each statement is a journey to the server."""
    added = (
        postgresql.insert(_votes)
        .values({column.name: bindparam(f"new_{column.name}") for column in _votes.columns})
        .on_conflict_do_nothing()
        .returning(_votes.c.amendment_id, *_CELL)
        .cte("added")
    )
    cell = (added.c.amendment_id, added.c.choice, added.c.revision, added.c.verified)
    first = insert(_steps).from_select(STEP_COLUMNS, select(*cell, literal(1)))
    return first.returning(_steps.c.step)


FIRST_AND_STEP = _first_and_step()


def store(amendment_id: int, voter_id: int, new: Cell) -> Cell | None:
    """Store a vote with its steps; return what it replaces. The key decides who was first."""
    key = {"of_amendment": amendment_id, "of_voter": voter_id}
    while not _add(amendment_id, voter_id, new):
        row = _run(_LOCKED, key).first()
        if row is None:  # withdrawn in another window just now
            continue
        old: Cell = tuple(row)
        if old != new:
            _run(_CHANGE, key | _stored(new))
            _append(amendment_id, [(-1, old), (1, new)])
        return old
    return None


def remove(amendment_id: int, voter_id: int) -> Cell | None:
    """Take a vote back with its step; return what it was, None where there was none."""
    row = _run(_REMOVE, {"of_amendment": amendment_id, "of_voter": voter_id}).first()
    if row is None:
        return None
    old: Cell = tuple(row)
    _append(amendment_id, [(-1, old)])
    return old


def _add(amendment_id: int, voter_id: int, new: Cell) -> bool:
    """Store a first vote and its step; False where there is a vote already."""
    values = row_of(amendment_id, voter_id, new, clock.now())
    if db.engine.dialect.name == "postgresql":
        named = {f"new_{column}": value for column, value in values.items()}
        return _run(FIRST_AND_STEP, named).first() is not None
    if _run(FIRST, values).rowcount < 1:
        return False
    _append(amendment_id, [(1, new)])
    return True


def row_of(amendment_id: int, voter_id: int, cell: Cell, now: Any) -> dict[str, Any]:
    """Return a vote as it is stored."""
    choice, revision, verified = cell
    values = {"choice": choice, "revision": revision, "verified": verified, "cast_at": now}
    return {"amendment_id": amendment_id, "voter_id": voter_id, **values}


def _stored(cell: Cell) -> dict[str, Any]:
    choice, revision, verified = cell
    return {"choice": choice, "revision": revision, "verified": verified, "cast_at": clock.now()}


def _append(amendment_id: int, steps: Sequence[tuple[int, Cell]]) -> None:
    """Add events to be rolled up; that they name nobody is what lets tallies be public."""
    names = ("choice", "revision", "verified")
    rows = [
        {"amendment_id": amendment_id, "step": step, **dict(zip(names, cell, strict=True))}
        for step, cell in steps
    ]
    db.session.connection().execute(STEPS, rows)


def _run(statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    return db.session.connection().execute(statement, values)
