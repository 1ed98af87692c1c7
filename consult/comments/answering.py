"""What the published official answer does to its comment: shown, counted, never edited silently.

The answers themselves are written by the feature that stands above this one; here is its only way
to a comment.
"""

from dataclasses import dataclass
from datetime import datetime

from consult.comments.counting import count_answered
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.actions import touch
from consult.core.db import db


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What everybody reads of an answer, and for moderation alone who wrote it."""

    disposition: str
    reasons: str
    language: str
    revision: int
    at: datetime
    corrected_at: datetime | None
    author_id: int


def set_answer(comment: Comment, answer: ShownAnswer) -> None:
    """Show an answer, new or corrected, under a published comment whose row is locked.

    The version grows, so that a moderator or the author with an open form hears of the answer.
    """
    first = comment.answered_at is None
    comment.answered_at, comment.corrected_at = answer.at, answer.corrected_at
    comment.answer = {
        "disposition": str(answer.disposition),
        "reasons": answer.reasons,
        "language": answer.language,
        "revision": answer.revision,
    }
    comment.answered_by = sorted({*(comment.answered_by or []), answer.author_id})
    comment.version += 1
    db.session.flush()
    if first:
        count_answered(comment, None, State.PUBLISHED)
    touch(comment.amendment_id)
