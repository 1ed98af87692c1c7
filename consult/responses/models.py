"""Tables of arguments, of official answers, of what they said before, and what followed."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Argument(Model):
    """Comments on an amendment that say the same, gathered by staff under one heading.

    `number` counts within the consultation and never changes. `origin` says what proposed it
    (staff, a campaign, a theme) and `origin_id` which; `comments` and `people` are counted as
    comments join and leave. The comments themselves say where they belong (`argument_id`).
    """

    __tablename__ = "arguments"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    language: Mapped[str] = mapped_column(short)
    origin: Mapped[str] = mapped_column(short)
    origin_id: Mapped[int | None] = mapped_column(Id)
    comments: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Answer(Model):
    """The one answer to a comment or to an argument: a disposition with reasons.

    `revision` is the amendment's when it was published; `author_id` who wrote it last, which
    staff see and the public does not: an answer is the office's. `version` grows with every save.
    It may be assigned to an official, and be reviewed by another before it is published.
    """

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR disposition IS NOT NULL", name="disposition"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("(comment_id IS NULL) <> (argument_id IS NULL)", name="subject"),
        CheckConstraint("state <> 'reviewed' OR reviewed_by <> author_id", name="four_eyes"),
        Index("ix_answers_state", "consultation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"))
    comment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("comments.id"), unique=True)
    argument_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("arguments.id", ondelete="CASCADE"), unique=True
    )
    state: Mapped[str] = mapped_column(short)
    disposition: Mapped[str | None] = mapped_column(short)
    reasons: Mapped[str]
    language: Mapped[str] = mapped_column(short)
    revision: Mapped[int]
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    assigned_to: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    reviewed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None]
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


class ChangeTrace(Model):
    """A clause (or, where empty, the whole) of a revision that was changed after an argument."""

    __tablename__ = "change_traces"
    __table_args__ = (
        ForeignKeyConstraint(
            ["amendment_id", "revision"],
            ["revisions.amendment_id", "revisions.number"],
            ondelete="CASCADE",
        ),
        Index("ix_change_traces_revision", "amendment_id", "revision"),
    )

    argument_id: Mapped[int] = mapped_column(
        Id, ForeignKey("arguments.id", ondelete="CASCADE"), primary_key=True
    )
    amendment_id: Mapped[int] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    clause: Mapped[str] = mapped_column(short, primary_key=True, default="")
    made_by: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
