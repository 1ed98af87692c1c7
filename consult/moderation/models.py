"""Tables of moderation: reports, decisions, appeals, sanctions, campaigns, who has what open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short

_OPEN_APPEAL = text("outcome IS NULL")
_OPEN_SANCTION = text("state = 'proposed'")
_WAITING = text("waiting_since IS NOT NULL")
_NOT_JUDGED = text("at IS NULL")
_JUDGED = text("at IS NOT NULL")


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
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id"), index=True)


class Decision(Model):
    """What a moderator did with a comment, on which ground, with a note to its author.

    Consultation, stance and language are written down as they were, so that the transparency page
    counts without reading comments; `waited` is how many seconds the case had waited. `detail` says
    what only some actions have: where a comment was moved from and to, how many words were masked.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_consultation", "consultation_id", "id"),
        Index("ix_decisions_moderator", "moderator_id", "id"),
        Index("ix_decisions_batch", "batch_id"),
        Index("ix_decisions_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), index=True
    )
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    moderator_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(short)
    ground: Mapped[str | None] = mapped_column(short)
    quote: Mapped[str] = mapped_column(default="")
    note: Mapped[str]
    stance: Mapped[str | None] = mapped_column(short)
    language: Mapped[str | None] = mapped_column(short)
    waited: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    batch_id: Mapped[int | None] = mapped_column(Id, ForeignKey("batches.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Batch(Model):
    """Many decisions taken together, with one ground; they can be undone for a while.

    `skipped` are the comments left out; only whoever decides is told, it is not stored.
    """

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_moderator", "moderator_id", "id"),)
    __allow_unmapped__ = True

    skipped: Sequence[int] = ()

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    moderator_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(short)
    ground: Mapped[str | None] = mapped_column(short)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Lease(Model):
    """A case that a moderator has open; nobody else decides it until the lease ends."""

    __tablename__ = "leases"
    __table_args__ = (Index("ix_leases_moderator", "moderator_id"),)

    kind: Mapped[str] = mapped_column(short, primary_key=True)
    number: Mapped[int] = mapped_column(Id, primary_key=True)
    moderator_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id", ondelete="CASCADE"))
    until: Mapped[datetime]


class Appeal(Model):
    """An author's objection to a decision; once for a decision, answered by another moderator."""

    __tablename__ = "appeals"
    __table_args__ = (
        Index("ix_appeals_waiting", "due_at", "id",
              sqlite_where=_OPEN_APPEAL, postgresql_where=_OPEN_APPEAL),
        Index("ix_appeals_consultation", "consultation_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(
        Id, ForeignKey("decisions.id", ondelete="CASCADE"), unique=True
    )
    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), index=True
    )
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    body: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(short)
    note: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]


class Sanction(Model):
    """A warning, or a suspension that a second pair of eyes must confirm."""

    __tablename__ = "sanctions"
    __table_args__ = (
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="four_eyes"),
        Index("ix_sanctions_waiting", "consultation_id", "id",
              sqlite_where=_OPEN_SANCTION, postgresql_where=_OPEN_SANCTION),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    comment_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(short)
    state: Mapped[str] = mapped_column(short)
    ground: Mapped[str] = mapped_column(short)
    note: Mapped[str]
    until: Mapped[datetime | None]
    proposed_by: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]


class SecondLook(Model):
    """A decision that another moderator judges again without seeing it, to measure agreement."""

    __tablename__ = "second_looks"
    __table_args__ = (
        Index("ix_second_looks_waiting", "consultation_id", "decision_id",
              sqlite_where=_NOT_JUDGED, postgresql_where=_NOT_JUDGED),
        Index("ix_second_looks_judged", "at", sqlite_where=_JUDGED, postgresql_where=_JUDGED),
    )  # fmt: skip

    decision_id: Mapped[int] = mapped_column(
        Id, ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True
    )
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"), index=True)
    moderator_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    action: Mapped[str | None] = mapped_column(short)
    ground: Mapped[str | None] = mapped_column(short)
    at: Mapped[datetime | None]


class Campaign(Model):
    """Comments that say nearly the same: by many authors a campaign, by one author flooding.

    `waiting_since` says that it is a case on the desk; people and texts are counted as they join.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        Index("ix_campaigns_waiting", "waiting_since", "id",
              sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_campaigns_consultation", "consultation_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"))
    first_comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comments.id"), unique=True)
    texts: Mapped[int]
    people: Mapped[int]
    waiting_since: Mapped[datetime | None]
    begun_at: Mapped[datetime]
    last_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class MergedCampaign(Model):
    """The number of a campaign that became a part of another one: its address leads there."""

    __tablename__ = "merged_campaigns"

    number: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(
        Id, ForeignKey("campaigns.id", ondelete="CASCADE"), index=True
    )


class Figures(Model):
    """The figures of a consultation's transparency page, counted by the worker now and then."""

    __tablename__ = "moderation_figures"

    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    last_decision: Mapped[int] = mapped_column(Id, default=0)
    at: Mapped[datetime]


class Alarm(Model):
    """When a moderator was last told that cases wait."""

    __tablename__ = "alarms"

    moderator_id: Mapped[int] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(short, primary_key=True)
    at: Mapped[datetime]
