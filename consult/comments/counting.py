"""What hangs on a comment's state: its place in the thread, and the counts of its amendment."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from consult.comments.locking import ancestors
from consult.comments.models import (
    SUGGESTED,
    AnsweredCount,
    ClauseCount,
    Comment,
    CommentCount,
    kind_of,
)
from consult.comments.rules import State, is_listed
from consult.core.db import Model, db, upsert

NOBODY: Mapping[int, Comment] = {}

Steps = Counter[tuple[type[Model], tuple[int | str, ...]]]
"""By how much each count moves: its table and key, amendment first."""


def relist(comment: Comment) -> None:
    """Say whether the thread shows a comment, and tell those above how many replies they have.

    A root counts all listed replies of its thread, a reply only those to itself. Without listed
    replies nothing needs the stone of a withdrawn comment, so losing one may unlist those above.
    """
    tell_those_above(comment, _relisted(comment))
    db.session.flush()


def tell_those_above(comment: Comment, step: int, locked: Mapping[int, Comment] = NOBODY) -> None:
    """Move the counts of replies of those above a comment that came into the thread or left it.

    Whoever has locked them all already says so in `locked`.
    """
    thread = step
    for ancestor in ancestors(comment, locked) if step else ():
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


def steps_between(comment: Comment, before: str | None, after: str | None) -> Steps:
    """Return how all counts move as a comment goes from a state to another; None is nowhere."""
    steps: Steps = Counter()
    for state, step in ((before, -1), (after, 1)):
        if state is not None:
            steps[CommentCount, (comment.amendment_id, kind_of(comment), str(state))] += step
    return _sum(
        steps, _clause_steps(comment, before, after), _answered_steps(comment, before, after)
    )


def _sum(*several: Steps) -> Steps:
    total: Steps = Counter()
    for steps in several:
        total.update(steps)
    return total


def _clause_steps(comment: Comment, before: str | None, after: str | None) -> Steps:
    step = (after == State.PUBLISHED) - (before == State.PUBLISHED)
    if not step or comment.clause is None or comment.parent_id is not None:
        return Counter()
    keys = [comment.clause, comment.clause + SUGGESTED][: 2 if comment.suggestion else 1]
    return Counter({(ClauseCount, (comment.amendment_id, key)): step for key in keys})


def _answered_steps(comment: Comment, before: str | None, after: str | None) -> Steps:
    step = (after == State.PUBLISHED) - (before == State.PUBLISHED)
    if not step or comment.answered_at is None:
        return Counter()
    return Counter({answered_place(comment): step})


def answered_place(comment: Any) -> tuple[type[Model], tuple[int | str, ...]]:
    """Return the count of answered comments to which a comment, or a row of one, belongs."""
    kind = "reply" if comment.parent_id else "suggestion" if comment.suggestion else "comment"
    return AnsweredCount, (comment.amendment_id, kind)


def count_on_clause(comment: Comment, before: str | None, state: str) -> None:
    """Move the counts of the clause a comment speaks of, as it is published or no longer is."""
    move_counts(_clause_steps(comment, before, state))


def count_answered(comment: Comment, before: str | None, state: str) -> None:
    """Move the count of answered comments, as one of them is published or no longer is."""
    move_counts(_answered_steps(comment, before, state))


def count(amendment_id: int, steps: dict[tuple[str, str], int]) -> None:
    """Move the counts of an amendment by (kind, state)."""
    move_counts(
        Counter(
            {
                (CommentCount, (amendment_id, kind, str(state))): step
                for (kind, state), step in steps.items()
            }
        )
    )


def move_counts(steps: Steps) -> None:
    """Move counts, in one order for everybody: by table, amendment and key."""
    moved = {place: step for place, step in steps.items() if step}
    if not moved:
        return
    db.session.flush()
    connection, dialect = db.session.connection(), db.engine.dialect.name
    for table in (CommentCount, ClauseCount, AnsweredCount):
        rows = [
            dict(zip(_key(table), key, strict=True)) | {"count": moved[of, key]}
            for of, key in sorted((one for one in moved if one[0] is table), key=itemgetter(1))
        ]
        if rows:
            connection.execute(moving(table, dialect), rows)


@cache
def _key(table: type[Model]) -> list[str]:
    return [column.name for column in table.__table__.primary_key]


@cache
def moving(table: type[Model], dialect: str) -> Any:
    """Return the statement that adds a step to a count; made once for each kind of database."""
    statement = upsert(table.__table__, dialect)
    step = table.__table__.c["count"] + statement.excluded["count"]
    return statement.on_conflict_do_update(index_elements=_key(table), set_={"count": step})
