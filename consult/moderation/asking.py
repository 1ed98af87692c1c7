"""Comments that authors were asked to edit: after some days they are anybody's case again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, literal, select, update

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core import clock, jobs
from consult.core.db import db
from consult.moderation.rules import RESERVED_DAYS


def kept_too_long() -> list[Any]:
    """Return the conditions on comments that were asked about, or edited since, days ago."""
    since = func.coalesce(Comment.waiting_since, Comment.decided_at)
    return [
        Comment.state == State.HELD,
        Comment.reserved_for.is_not(None),
        since < clock.now() - timedelta(days=RESERVED_DAYS),
    ]


def some_are_kept() -> bool:
    """Tell whether the worker has something to bring back."""
    return db.session.scalar(select(Comment.id).where(*kept_too_long()).limit(1)) is not None


@jobs.every_round(some_are_kept, seconds=600)
def bring_back() -> None:
    """Let any moderator decide on comments that were kept for one of them."""
    now = literal(clock.now(), Comment.waiting_since.type)
    db.session.execute(
        update(Comment)
        .where(*kept_too_long())
        .values(waiting_since=func.coalesce(Comment.waiting_since, now), reserved_for=None)
        .execution_options(synchronize_session=False)
    )
