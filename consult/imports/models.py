"""Tables of uploads that wait for their confirmation, and of what came from other channels."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class ImportDraft(Model):
    """An uploaded table as it was read, kept between its preview and its confirmation."""

    __tablename__ = "import_drafts"

    key: Mapped[str] = mapped_column(short, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id", ondelete="CASCADE"))
    filename: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class _Referred:
    """What came by another channel under a reference of its own within a consultation."""

    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    ref: Mapped[str] = mapped_column(short, primary_key=True)


class ImportedPerson(_Referred, Model):
    """Who an author of another channel is here: an account that nobody can sign in to."""

    __tablename__ = "imported_people"

    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), index=True)


class ImportedSubmission(_Referred, Model):
    """Which comment a submission of another channel became, so that it is never taken twice."""

    __tablename__ = "imported_submissions"

    comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comments.id"), index=True)
