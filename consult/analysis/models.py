"""Tables of themes and of opinion maps: what was computed, and what people made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Theme(Model):
    """What many comments of a consultation speak of.

    `origin` says whether a machine proposed it or a person made it; a confirmed or locked one is
    never renamed or dropped by the machine, and a locked one gets no comments from it either.
    Rows of two more origins are shown nowhere: see `theme_rules.Origin`, and ask for those `SHOWN`.
    `comments` is how many stood in it when it was written last; pages count the published ones.
    """

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(Id, ForeignKey("consultations.id"), index=True)
    language: Mapped[str] = mapped_column(short)
    name: Mapped[str]
    words: Mapped[list[str]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(short)
    locked: Mapped[bool] = mapped_column(default=False)
    comments: Mapped[int] = mapped_column(default=0)
    confirmed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ThemeComment(Model):
    """The one theme of a comment; where a person put it there, the machine leaves it."""

    __tablename__ = "theme_comments"
    __table_args__ = (Index("ix_theme_comments_theme", "theme_id", "nearness", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(Id, ForeignKey("themes.id", ondelete="CASCADE"))
    by_person: Mapped[bool] = mapped_column(default=False)
    nearness: Mapped[int] = mapped_column(default=0)


class OpinionMap(Model):
    """The opinion groups of an amendment as they were found last, without any person's key."""

    __tablename__ = "opinion_maps"

    amendment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True
    )
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
