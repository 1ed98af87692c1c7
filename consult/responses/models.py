"""Tables of official answers and of what they said before a correction."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Answer(Model):
    """The one answer to a comment: a disposition with reasons, in draft or published.

    `revision` is the amendment's when it was published; `author_id` who wrote it last, which
    staff see and the public does not: an answer is the office's. `version` grows with every save.
    """

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR disposition IS NOT NULL", name="disposition"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published"),
        Index("ix_answers_state", "consultation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"))
    comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comments.id"), unique=True)
    state: Mapped[str] = mapped_column(short)
    disposition: Mapped[str | None] = mapped_column(short)
    reasons: Mapped[str]
    language: Mapped[str] = mapped_column(short)
    revision: Mapped[int]
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class AnswerEdit(Model):
    """What a published answer said before a correction."""

    __tablename__ = "answer_edits"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    answer_id: Mapped[int] = mapped_column(
        Id, ForeignKey("answers.id", ondelete="CASCADE"), index=True
    )
    disposition: Mapped[str] = mapped_column(short)
    reasons: Mapped[str]
    language: Mapped[str] = mapped_column(short)
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    said_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
