"""Reading the ledger."""

from consult.core.db import db
from consult.ledger.models import LedgerEvent


def event_by_id(number: int) -> LedgerEvent | None:
    """Return one event."""
    return db.session.get(LedgerEvent, number)
