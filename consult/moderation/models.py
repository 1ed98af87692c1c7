"""Tables of reports and decisions."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Report(Model):
    """A reader's flag on a comment; one per person and comment. `decision_id` closes it."""

    __tablename__ = "reports"

    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    reporter_id: Mapped[int] = mapped_column(
        Id, ForeignKey("accounts.id"), primary_key=True, index=True
    )
    ground: Mapped[str] = mapped_column(short)
    note: Mapped[str]
    at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id"))


class Decision(Model):
    """What a moderator did with a comment, on which ground, with a note to its author."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), index=True
    )
    moderator_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(short)
    ground: Mapped[str | None] = mapped_column(short)
    note: Mapped[str]
    at: Mapped[datetime]
