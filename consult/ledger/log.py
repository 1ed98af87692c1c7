"""Writing to the ledger, in the transaction of the act itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from consult.core import clock, jobs
from consult.core.db import db
from consult.ledger.events import TOLD_TO_THE_AUTHOR, Event
from consult.ledger.models import LedgerEvent


def record(
    kind: Event, subject: str, *, consultation_id: int | None = None, **data: Any
) -> LedgerEvent:
    """Add an event about a subject such as `comment:12`; the data must not name a person.

    Events that concern an author also leave a job for the notifications, in the same transaction.
    """
    event = LedgerEvent(
        kind=kind.name,
        at=clock.now(),
        consultation_id=consultation_id,
        subject=subject,
        data=data,
    )
    db.session.add(event)
    db.session.flush()
    if kind in TOLD_TO_THE_AUTHOR:
        jobs.enqueue("tell-author", {"event": event.id}, key=f"tell-author:{event.id}")
    return event


def record_all(
    kind: Event, events: Sequence[tuple[str, dict[str, Any]]], *, consultation_id: int
) -> None:
    """Add many events of a kind that concerns no author, each with its subject and data."""
    same = {"kind": kind.name, "at": clock.now(), "consultation_id": consultation_id}
    rows = [{"subject": subject, "data": data, **same} for subject, data in events]
    db.session.execute(insert(LedgerEvent), rows)
