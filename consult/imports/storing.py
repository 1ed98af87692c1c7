"""Storing the amendments of a plan: everything computed first, then a few statements for all.

While an import writes nobody else may on SQLite, so what is written is ready before it begins.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from consult.consultations.actions import WordingDraft, wording_values
from consult.consultations.models import Amendment, Consultation, Revision, Wording
from consult.consultations.rules import NUMBER
from consult.core import clock
from consult.core.db import db, upsert
from consult.core.errors import Invalid
from consult.core.words import lazy
from consult.imports.plans import Plan, Planned
from consult.ledger.events import Event
from consult.ledger.log import record_all

Prepared = dict[str, dict[str, Any]]
"""The columns of each wording by the key of its amendment."""

_AT_ONCE = 500


def prepare(plan: Plan) -> Prepared:
    """Return the wordings of a plan as they are stored, with their diffs checked."""
    return {planned.key: _wording(planned) for planned in plan.amendments}


def _wording(planned: Planned) -> dict[str, Any]:
    if not NUMBER.match(planned.number):
        raise Invalid(lazy("A number has letters, digits, hyphens and full stops, 20 at most."))
    draft = WordingDraft(
        element=planned.element,
        title=planned.title,
        current=planned.current,
        proposed=planned.proposed,
        rationale=planned.rationale,
        diff=planned.diff,
    )
    return wording_values(planned.number, draft)


def add_amendments(
    home: Consultation, new: Sequence[tuple[str, int, int | None]]
) -> dict[str, int]:
    """Add amendments (number, position, chapter) with a first revision; return their keys."""
    if not new:
        return {}
    now = clock.now()
    common = {"consultation_id": home.id, "revision": 1, "version": 1, "created_at": now}
    rows = [{"number": n, "position": p, "chapter_id": c, **common} for n, p, c in new]
    db.session.execute(insert(Amendment.__table__), rows)  # type: ignore[arg-type]
    here = select(Amendment.number, Amendment.id).where(Amendment.consultation_id == home.id)
    numbers: dict[str, int] = {row.number: row.id for row in db.session.execute(here)}
    keys = {number: numbers[number] for number, _position, _chapter in new}
    first = {"number": 1, "reason": "", "created_at": now, "published_at": now}
    revisions = [{"amendment_id": key, **first} for key in keys.values()]
    db.session.execute(insert(Revision.__table__), revisions)  # type: ignore[arg-type]
    events = [(f"amendment:{key}", {"number": number}) for number, key in keys.items()]
    record_all(Event.AMENDMENT_ADDED, events, consultation_id=home.id)
    return keys


def store_wordings(language: str, rows: Sequence[tuple[int, int, dict[str, Any]]]) -> None:
    """Store the wordings of amendments (key, revision, columns) in one language, new or changed."""
    if not rows:
        return
    key = ["amendment_id", "revision", "language"]
    statement = upsert(Wording.__table__)
    columns = {name: statement.excluded[name] for name in rows[0][2]}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=key, set_=columns),
        [{"amendment_id": a, "revision": r, "language": language, **w} for a, r, w in rows],
    )
    keys = [row[0] for row in rows]
    for start in range(0, len(keys), _AT_ONCE):
        db.session.execute(
            update(Amendment)
            .where(Amendment.id.in_(keys[start : start + _AT_ONCE]))
            .values(version=Amendment.version + 1)
            .execution_options(synchronize_session=False)
        )
