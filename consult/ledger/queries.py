"""Reading the ledger."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.core.db import db
from consult.ledger.models import LedgerEvent


def event_by_id(number: int) -> LedgerEvent | None:
    """Return one event."""
    return db.session.get(LedgerEvent, number)


def events_about(subject: str) -> Sequence[LedgerEvent]:
    """Return the events about a subject, in the order in which they happened."""
    return db.session.scalars(
        select(LedgerEvent).where(LedgerEvent.subject == subject).order_by(LedgerEvent.id)
    ).all()
