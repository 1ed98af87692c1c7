"""What changed in the wording after an argument, and after which arguments a clause changed."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from consult.consultations.clauses import Clause, clauses_changed
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


@dataclass(frozen=True, slots=True)
class Revised:
    """A published revision, the clauses that read otherwise since then, and those it took out."""

    number: int
    changed: list[Clause]
    gone: list[Clause]


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


def revised(amendment: Amendment) -> list[Revised]:
    """Return the published revisions after the first, the latest first, with what each changed.

    Compared are the wordings in the authoritative language; all languages share their keys.
    """
    published = (
        select(Revision.number, Wording.proposed)
        .join(
            Wording,
            (Wording.amendment_id == Revision.amendment_id) & (Wording.revision == Revision.number),
        )
        .where(
            Revision.amendment_id == amendment.id,
            Revision.published_at.is_not(None),
            Wording.language == amendment.consultation.authoritative,
        )
    )
    rows = db.session.execute(published.order_by(Revision.number)).all()
    return [
        Revised(new.number, *clauses_changed(old.proposed, new.proposed))
        for old, new in reversed(list(pairwise(rows)))
    ]
