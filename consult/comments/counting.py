"""What hangs on a comment's state: its place in the thread, and the counts of its amendment."""

from functools import cache
from typing import Any

from consult.comments.models import (
    SUGGESTED,
    AnsweredCount,
    ClauseCount,
    Comment,
    CommentCount,
)
from consult.comments.queries import ancestors
from consult.comments.rules import State, is_listed
from consult.core.db import Model, db, upsert


def relist(comment: Comment) -> None:
    """Say whether the thread shows a comment, and tell those above how many replies they have.

    A root counts all listed replies of its thread, a reply only those to itself. Without listed
    replies nothing needs the stone of a withdrawn comment, so losing one may unlist those above.
    """
    tell_those_above(comment, _relisted(comment))
    db.session.flush()


def tell_those_above(comment: Comment, step: int) -> None:
    """Move the counts of replies of those above a comment that came into the thread or left it."""
    thread = step
    for ancestor in ancestors(comment) if step else ():
        if ancestor.root_id is None:
            ancestor.replies += thread
            _relisted(ancestor)
        else:
            ancestor.replies += step
            step = _relisted(ancestor)
            thread += step


def _relisted(comment: Comment) -> int:
    """Set `listed` and return the step: 1 when it came, -1 when it went, 0 else."""
    before = bool(comment.listed)
    comment.listed = is_listed(comment.state, comment.replies)
    return comment.listed - before


def count_on_clause(comment: Comment, before: str | None, state: str) -> None:
    """Move the counts of the clause a comment speaks of, as it is published or no longer is."""
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if not step or comment.clause is None or comment.parent_id is not None:
        return
    for key in [comment.clause, comment.clause + SUGGESTED][: 2 if comment.suggestion else 1]:
        row = {"amendment_id": comment.amendment_id, "clause": key, "count": step}
        _move(ClauseCount, row)


def count_answered(comment: Comment, before: str | None, state: str) -> None:
    """Move the count of answered comments, as one of them is published or no longer is."""
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if not step or comment.answered_at is None:
        return
    kind = "reply" if comment.parent_id else "suggestion" if comment.suggestion else "comment"
    _move(AnsweredCount, {"amendment_id": comment.amendment_id, "kind": kind, "count": step})


def count(amendment_id: int, steps: dict[tuple[str, str], int]) -> None:
    """Move the counts of an amendment by (kind, state), in one order for everybody."""
    for kind, state in sorted(steps):
        row = {"amendment_id": amendment_id, "kind": kind, "state": str(state)}
        _move(CommentCount, row | {"count": steps[kind, state]})


def _move(table: type[Model], row: dict[str, Any]) -> None:
    db.session.flush()
    db.session.connection().execute(_moving(table, db.engine.dialect.name), row)


@cache
def _moving(table: type[Model], _dialect: str) -> Any:
    """Return the statement that adds a step to a count; made once for each kind of database."""
    statement = upsert(table.__table__)
    key = [column.name for column in table.__table__.primary_key]
    step = table.__table__.c["count"] + statement.excluded["count"]
    return statement.on_conflict_do_update(index_elements=key, set_={"count": step})
