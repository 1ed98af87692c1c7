"""What a summary is about: a consultation, or one amendment of it."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.rows import LISTED, PUBLISHED
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.summaries.summary import Summary
from consult.votes.models import Vote


@dataclass(frozen=True, slots=True)
class Scope:
    """The conditions under which votes, comments and amendments belong to a summary."""

    consultation_id: int
    amendment_id: int | None = None

    @classmethod
    def of(cls, summary: Summary) -> Self:
        """Return the scope of a summary."""
        return cls(summary.consultation_id, summary.only)

    @property
    def whole(self) -> "Scope":
        """Return the scope of the whole consultation."""
        return Scope(self.consultation_id)

    @property
    def amendments(self) -> list[Any]:
        """Return what holds for its amendments."""
        here = [Amendment.consultation_id == self.consultation_id]
        return here if self.amendment_id is None else [*here, Amendment.id == self.amendment_id]

    @property
    def comments(self) -> list[Any]:
        """Return what holds for its comments and replies, in every state."""
        here = [Comment.consultation_id == self.consultation_id]
        if self.amendment_id is not None:
            here.append(Comment.amendment_id == self.amendment_id)
        return here

    @property
    def standing(self) -> list[Any]:
        """Return what holds for those of its comments that their authors did not withdraw."""
        return [*self.comments, Comment.state != State.WITHDRAWN]

    @property
    def published(self) -> list[Any]:
        """Return what holds for its published comments and replies."""
        return [*self.comments, Comment.state == State.PUBLISHED]

    @property
    def roots(self) -> list[Any]:
        """Return what holds for its published comments without replies.

        Word for word what the partial indexes of an amendment's comments hold: what is published
        is always listed.
        """
        published = [PUBLISHED, LISTED, Comment.root_id.is_(None)]
        if self.amendment_id is not None:
            return [Comment.amendment_id == self.amendment_id, *published]
        return [*self.comments, *published]

    def votes(self, *columns: Any) -> Any:
        """Select columns of its votes; the amendment is joined."""
        joined = select(*columns).join(Amendment, Amendment.id == Vote.amendment_id)
        return joined.where(*self.amendments)
