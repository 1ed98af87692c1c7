"""A case: a comment with all that a moderator needs on one screen to decide on it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from consult.comments.models import Comment


@dataclass(slots=True)
class Grounds:
    """How often a comment is reported on one ground, and what the reporters wrote."""

    ground: str
    count: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """A comment, what it answers, where it belongs, who reported it why, its author's record."""

    comment: Comment
    parent: Comment | None
    heading: Row[Any] | None = None
    reports: list[Grounds] = field(default_factory=list)
    author_counts: dict[str, int] = field(default_factory=dict)
