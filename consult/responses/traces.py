"""What changed in the wording after an argument, and after which arguments a clause changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from consult.consultations.clauses import clauses
from consult.consultations.models import Amendment, Revision, Wording
from consult.core.db import db
from consult.responses.models import Argument, ChangeTrace


@dataclass(frozen=True, slots=True)
class Change:
    """A clause of a revision, or where the clause is empty the whole of it."""

    revision: int
    clause: str


@dataclass(frozen=True, slots=True)
class Traced:
    """A clause, and the arguments after which it was changed."""

    clause: str
    arguments: list[Any]


def changes_after(argument_id: int) -> list[Change]:
    """Return what was changed after an argument, by revision and clause."""
    found = select(ChangeTrace.revision, ChangeTrace.clause).where(
        ChangeTrace.argument_id == argument_id
    )
    rows = db.session.execute(found.order_by(ChangeTrace.revision, ChangeTrace.clause))
    return [Change(*row) for row in rows]


def traced_in(amendment_id: int, revision: int) -> list[Traced]:
    """Return the clauses of a revision that were changed after arguments, each with those."""
    found = db.session.execute(
        select(ChangeTrace.clause, Argument.number, Argument.title, Argument.language)
        .join(Argument, Argument.id == ChangeTrace.argument_id)
        .where(ChangeTrace.amendment_id == amendment_id, ChangeTrace.revision == revision)
        .order_by(ChangeTrace.clause, Argument.number)
    )
    by_clause: dict[str, list[Any]] = {}
    for row in found:
        by_clause.setdefault(row.clause, []).append(row)
    return [Traced(*one) for one in by_clause.items()]


def revisions_to_name(amendment: Amendment) -> Sequence[int]:
    """Return the published revisions that changed something: all but the first."""
    later = select(Revision.number).where(
        Revision.amendment_id == amendment.id,
        Revision.number > 1,
        Revision.published_at.is_not(None),
    )
    return db.session.scalars(later.order_by(Revision.number.desc())).all()


def clauses_to_name(amendment: Amendment, revision: int) -> list[str]:
    """Return the keys of the clauses of a revision, in their order; languages share them."""
    proposed = select(Wording.proposed).where(
        Wording.amendment_id == amendment.id,
        Wording.revision == revision,
        Wording.language == amendment.consultation.authoritative,
    )
    return [clause.key for clause in clauses(db.session.scalar(proposed) or "")]
