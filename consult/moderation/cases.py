"""A case: a comment with all that a moderator needs on one screen to decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from consult.comments.models import Comment
from consult.consultations.diff import Run


@dataclass(slots=True)
class Grounds:
    """How often a comment is reported on one ground, and what the reporters wrote."""

    ground: str
    count: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Spoken:
    """What a comment speaks of: a clause, or the whole amendment, before and after the change."""

    language: str
    clause: str | None
    paragraphs: list[list[Run]]


@dataclass(slots=True)
class Record:
    """What an author did before, as plain numbers, and how many sent nearly the same text."""

    states: dict[str, int] = field(default_factory=dict)
    sanctions: dict[str, int] = field(default_factory=dict)
    campaign: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Case:
    """A comment, its thread, what it speaks of, who reported it why, its author's record."""

    comment: Comment
    heading: Row[Any] | Any | None = None
    reports: list[Grounds] = field(default_factory=list)
    above: Sequence[Comment] = ()
    beside: Sequence[Comment] = ()
    below: Sequence[Comment] = ()
    spoken: Spoken | None = None
    record: Record = field(default_factory=Record)

    @property
    def waits(self) -> bool:
        """Tell whether somebody has to decide."""
        return self.comment.waiting_since is not None
