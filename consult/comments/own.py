"""What somebody wrote and reacted to, whole, for themselves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, select

from consult.comments.models import Comment, CommentEdit, CommentReaction
from consult.comments.rules import PER_PAGE, State
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place

WRITTEN = """
    id parent_id stance language body clause quote suggestion suggested state held_for ground
    decided_at created_at edited_at revision agrees disagrees passes replies
    answer answered_at corrected_at original original_suggested question
""".split()  # noqa: SIM905 - read as one list


def reactions_of(person_id: int, after: str | None = None) -> Page[Any]:
    """Return a page of somebody's reactions, on the newest comments first.

    Of a comment that is not published they see that they reacted, not what it says.
    """
    place = read_place(after, 1)
    query = _reactions(person_id).add_columns(
        Comment.language, case((Comment.state == State.PUBLISHED, Comment.body)).label("body")
    )
    if place:
        query = query.where(CommentReaction.comment_id < place[0])
    found = db.session.execute(query.limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].comment_id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def all_reactions_of(person_id: int, most: int | None = None) -> Sequence[Any]:
    """Return all of somebody's reactions, or the latest; nothing of what others wrote."""
    return db.session.execute(_reactions(person_id).limit(most)).all()


def _reactions(person_id: int) -> Any:
    return (
        select(
            CommentReaction.comment_id,
            CommentReaction.value,
            CommentReaction.at,
            Comment.state,
            Consultation.slug,
            Amendment.number,
        )
        .join(Comment, Comment.id == CommentReaction.comment_id)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(CommentReaction.person_id == person_id)
        .order_by(CommentReaction.comment_id.desc())
    )


def all_comments_of(person_id: int, most: int | None = None) -> Sequence[Any]:
    """Return all that somebody wrote, or the latest, the oldest first, whatever its state."""
    rows = db.session.execute(
        select(*(getattr(Comment, name) for name in WRITTEN), Consultation.slug, Amendment.number)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id.desc())
        .limit(most)
    ).all()
    return rows[::-1]


def all_edits_of(person_id: int, first: int = 0) -> Sequence[CommentEdit]:
    """Return what somebody's comments from this one on said before, the oldest first."""
    return db.session.scalars(
        select(CommentEdit)
        .join(Comment, Comment.id == CommentEdit.comment_id)
        .where(Comment.author_id == person_id, Comment.id >= first)
        .order_by(CommentEdit.id)
    ).all()
