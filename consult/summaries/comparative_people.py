"""Who stands behind the rows of the comparative table: people and texts, and people by stance.

Each person of a row counts once. Only published comments are counted.
"""

from typing import Any

from sqlalchemy import and_, case, func, or_, select

from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.core.db import db
from consult.summaries.comparative import People
from consult.summaries.scope import Scope

_PUBLISHED = Comment.state == State.PUBLISHED
SUBMITTED = and_(
    _PUBLISHED,
    Comment.argument_id.is_(None),
    or_(Comment.parent_id.is_(None), Comment.answered_at.is_not(None)),
)
"""What no argument holds; of replies only those with an answer."""
ALONE = and_(
    Comment.answered_at.is_(None), Comment.suggestion.is_(None), Comment.campaign_id.is_(None)
)
"""A comment without answer, suggestion or near-copies."""
_ALIKE = ("amendment_id", "campaign_id", "suggestion", "clause")


def of_arguments(scope: Scope) -> dict[int, People]:
    """Return who stands behind each argument, by its key."""
    counted = select(Comment.argument_id, *_counts(Comment.author_id, Comment.stance)).where(
        *scope.comments, Comment.argument_id.is_not(None), _PUBLISHED
    )
    return _people(counted.group_by(Comment.argument_id))


def of_waiting(scope: Scope) -> dict[int, People]:
    """Return by amendment who wrote the single comments that wait."""
    counted = select(Comment.amendment_id, *_counts(Comment.author_id, Comment.stance)).where(
        *scope.comments, SUBMITTED, ALONE
    )
    return _people(counted.group_by(Comment.amendment_id))


def of_copies(scope: Scope) -> dict[int, People]:
    """Return by the first comment of each heap of near-copies with one answer who stands behind."""
    members = (
        select(
            *(getattr(Comment, name) for name in _ALIKE),
            Comment.id,
            Comment.author_id,
            Comment.stance,
            Comment.answer["disposition"].as_string().label("disposition"),
            Comment.answer["reasons"].as_string().label("reasons"),
        )
        .where(
            *scope.comments,
            Comment.campaign_id.is_not(None),
            SUBMITTED,
        )
        .subquery()
    )
    same = [members.c[name] for name in (*_ALIKE, "disposition", "reasons")]
    counts = _counts(members.c.author_id, members.c.stance)
    return _people(select(func.min(members.c.id), *counts).group_by(*same))


def _counts(author: Any, stance: Any) -> list[Any]:
    by_stance = [func.count(case((stance == one, author)).distinct()) for one in Stance]
    return [func.count(author.distinct()), func.count(), *by_stance]


def _people(query: Any) -> dict[int, People]:
    return {
        row[0]: People(row[1], row[2], dict(zip(Stance, row[3:], strict=True)))
        for row in db.session.execute(query)
    }
