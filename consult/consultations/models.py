"""Tables of consultations, phases, chapters, amendments, revisions and wordings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.rules import Ability, PhaseLike, Stage, shown_phase, stage
from consult.core import clock
from consult.core.db import Id, Model, short


class Consultation(Model):
    """A process: texts, phases, languages, settings."""

    __tablename__ = "consultations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(short, unique=True)
    state: Mapped[str] = mapped_column(short)
    time_zone: Mapped[str] = mapped_column(short)
    languages: Mapped[list[str]] = mapped_column(JSON)
    authoritative: Mapped[str] = mapped_column(short)
    tally_rule: Mapped[str] = mapped_column(short)
    moderation: Mapped[str] = mapped_column(short)
    suggestions_each: Mapped[int] = mapped_column(default=20)
    answers_due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    phases: Mapped[list["Phase"]] = relationship(order_by="Phase.position", lazy="raise")
    texts: Mapped[list["ConsultationText"]] = relationship(lazy="raise")

    @property
    def consultation(self) -> "Consultation":
        """Return itself, so that rules may ask anything for its consultation."""
        return self

    @property
    def answers_are_overdue(self) -> bool:
        """Tell whether the moment has passed until which officials promised to answer."""
        return self.answers_due_at is not None and self.answers_due_at < clock.now()

    @property
    def stage(self) -> Stage:
        """Return where the consultation stands now."""
        return stage(self.state, self.phases, clock.now())

    @property
    def phase(self) -> PhaseLike | None:
        """Return the phase that pages speak of: the running one, else the next, else the last."""
        return shown_phase(self.phases, clock.now())

    @property
    def voting_phase(self) -> PhaseLike | None:
        """Return the phase that pages speak of where they speak of voting."""
        return shown_phase(self.phases, clock.now(), Ability.VOTE)


class ConsultationText(Model):
    """Title, summary and background in one language."""

    __tablename__ = "consultation_texts"

    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(short, primary_key=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    background: Mapped[str] = mapped_column(default="")


class DeskSettings(Model):
    """How a consultation is moderated: words, thresholds, deadlines; without a row the defaults."""

    __tablename__ = "desk_settings"

    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)


class Phase(Model):
    """A span of time and what it opens. `closed_at` is the cut, whenever it came."""

    __tablename__ = "phases"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(default=1)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    titles: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    votes: Mapped[bool] = mapped_column(default=True)
    comments: Mapped[bool] = mapped_column(default=True)
    reactions: Mapped[bool] = mapped_column(default=True)

    def opens(self, ability: Ability) -> bool:
        """Tell whether the phase opens an ability."""
        return {
            Ability.VOTE: self.votes,
            Ability.COMMENT: self.comments,
            Ability.REACT: self.reactions,
        }[ability]


class Chapter(Model):
    """A heading under which amendments stand."""

    __tablename__ = "chapters"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE")
    )
    position: Mapped[int]


class ChapterText(Model):
    """The title of a chapter in one language."""

    __tablename__ = "chapter_texts"

    chapter_id: Mapped[int] = mapped_column(
        Id, ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(short, primary_key=True)
    title: Mapped[str]


class Amendment(Model):
    """One proposed change with its own number and page.

    One amendment of a consultation may be `whole`: it has no wording, and carries what people say
    of the draft as a whole. `revision` is the number of the one in force; `version` grows with
    every change that a page shows.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("ix_amendments_order", "consultation_id", "position"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE")
    )
    chapter_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("chapters.id", ondelete="SET NULL")
    )
    number: Mapped[str] = mapped_column(short)
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    groups_at: Mapped[datetime | None]
    whole: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship(lazy="raise")


class Revision(Model):
    """A version of an amendment; comments and votes remember which one they saw."""

    __tablename__ = "revisions"

    amendment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Wording(Model):
    """The text of a revision in one language; the diff is computed when the wording is stored."""

    __tablename__ = "wordings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["amendment_id", "revision"],
            ["revisions.amendment_id", "revisions.number"],
            ondelete="CASCADE",
        ),
    )

    amendment_id: Mapped[int] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(short, primary_key=True)
    element: Mapped[str]
    title: Mapped[str]
    current: Mapped[str]
    proposed: Mapped[str]
    rationale: Mapped[str] = mapped_column(default="")
    change: Mapped[str] = mapped_column(short)
    diff: Mapped[list[Any]] = mapped_column(JSON)
    folded: Mapped[str]

    origin: Mapped[Revision] = relationship(lazy="raise")
