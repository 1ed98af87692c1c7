"""Tables of exports that are made by a job, kept for some days, and handed out in pieces."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Export(Model):
    """A file that somebody asked for, and why; `done` of `total` steps are made.

    With `amendment_id` it is only about that amendment.
    Only one that is `ready` is handed out, until `expires_at`.
    """

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_consultation", "consultation_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE")
    )
    amendment_id: Mapped[int | None] = mapped_column(Id)
    asked_by: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str]
    preset: Mapped[str] = mapped_column(short)
    format: Mapped[str] = mapped_column(short)
    language: Mapped[str] = mapped_column(short)
    state: Mapped[str] = mapped_column(short)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    filename: Mapped[str] = mapped_column(short)
    size: Mapped[int] = mapped_column(Id, default=0)
    sha256: Mapped[str] = mapped_column(short, default="")
    error: Mapped[str] = mapped_column(short, default="")
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class ExportChunk(Model):
    """A piece of an export's file: nodes share no disk, and the database has all of it or none."""

    __tablename__ = "export_chunks"

    export_id: Mapped[int] = mapped_column(
        Id, ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
