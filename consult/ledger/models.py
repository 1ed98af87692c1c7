"""The table of the ledger."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class LedgerEvent(Model):
    """One event; rows are only ever added."""

    __tablename__ = "ledger_events"
    __table_args__ = (
        Index("ix_ledger_events_consultation", "consultation_id", "id"),
        Index("ix_ledger_events_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(short)
    at: Mapped[datetime]
    consultation_id: Mapped[int | None] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(short)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
