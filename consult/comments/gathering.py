"""Comments that staff gathered under one heading, an argument: they join, leave and are counted.

The arguments are kept by responses, the feature that stands above; of their table only the counts
are written here, since they hang on the states of comments. Everybody locks in one order: comments
from the newest to the oldest, arguments by their keys, counts, the amendment.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import column, func, select, table, update

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core.db import db

NAMED = """
    id amendment_id author_id parent_id suggestion state argument_id answered_at answered_by
""".split()  # noqa: SIM905 - read as one list
CHUNK = 5000
"""How many numbers one statement names."""

arguments = table(
    "arguments", column("id"), column("amendment_id"), column("comments"), column("people")
)
"""The little of the table of arguments that is counted here."""


def lock_named(numbers: Collection[int]) -> list[Any]:
    """Lock comments by their numbers, the newest first, and return what is asked of members."""
    ordered = sorted(set(numbers), reverse=True)
    found: list[Any] = []
    for start in range(0, len(ordered), CHUNK):
        found += _locked(Comment.id.in_(ordered[start : start + CHUNK]))
    return found


def lock_members(argument_id: int, *, wait: bool = True) -> list[Any]:
    """Lock all comments of an argument, whatever their state, the newest first."""
    return _locked(Comment.argument_id == argument_id, wait)


def _locked(which: Any, wait: bool = True) -> list[Any]:
    db.session.flush()
    query = select(*(getattr(Comment, name) for name in NAMED)).where(which)
    locking = query.with_for_update(key_share=True, skip_locked=not wait)
    return list(db.session.execute(locking.order_by(Comment.id.desc())).all())


def count_members(argument_id: int) -> int:
    """Return how many comments an argument has, whatever their state."""
    members = select(func.count()).where(Comment.argument_id == argument_id)
    return db.session.scalar(members) or 0


def put_under(rows: Sequence[Any], argument_id: int | None) -> None:
    """Let locked comments join an argument, or leave theirs (None); their versions grow."""
    change([row.id for row in rows], argument_id=argument_id, version=Comment.version + 1)


def change(numbers: Sequence[int], **values: Any) -> None:
    """Write the same to many comments whose rows are locked; what is loaded of them is read anew.

    Whoever changes what search finds must change the terms too: nothing here looks at them.
    """
    for start in range(0, len(numbers), CHUNK):
        some = update(Comment).where(Comment.id.in_(numbers[start : start + CHUNK])).values(values)
        db.session.execute(some.execution_options(synchronize_session=False))
    changed = set(numbers)
    for one in db.session:
        if isinstance(one, Comment) and one.id in changed:
            db.session.expire(one, list(values))


def recount(argument_ids: Collection[int]) -> None:
    """Count the published comments of arguments and their authors anew.

    The rows are locked first, so that whoever counts after somebody else sees what they changed.
    """
    if not argument_ids:
        return
    db.session.flush()
    ordered = select(arguments.c.id).where(arguments.c.id.in_(sorted(argument_ids)))
    db.session.execute(ordered.order_by(arguments.c.id).with_for_update(key_share=True))
    here = Comment.argument_id == arguments.c.id, Comment.state == State.PUBLISHED
    people = func.count(Comment.author_id.distinct())
    counted = update(arguments).where(arguments.c.id.in_(argument_ids))
    db.session.execute(
        counted.values(
            comments=select(func.count()).where(*here).scalar_subquery(),
            people=select(people).where(*here).scalar_subquery(),
        ).execution_options(synchronize_session=False)
    )
