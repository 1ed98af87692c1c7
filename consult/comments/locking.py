"""Locking several comments: those above a reply, or many at once, always the newest first.

What stands above a comment is older than it, so everybody locks in the same direction.
"""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.core.db import db

_BELONGS = ("amendment", "consultation", "author")


def ancestors(comment: Comment, locked: Mapping[int, Comment]) -> Iterator[Comment]:
    """Yield the comments above a reply, nearest first, each locked when its turn comes.

    Those in `locked` are locked already.
    """
    above = comment.parent_id
    while above is not None:
        ancestor = locked.get(above) or lock(db.session.get_one(Comment, above))
        yield ancestor
        above = ancestor.parent_id


def lock_with_ancestors(numbers: Collection[int]) -> dict[int, Comment]:
    """Lock many comments and all above them, the newest first, and read them again."""
    above = select(Comment.parent_id, Comment.root_id).where(Comment.id.in_(numbers))
    found = {one for row in db.session.execute(above) for one in row if one is not None}
    return lock_all(found.union(numbers))


def lock_all(numbers: Collection[int], *, wait: bool = True) -> dict[int, Comment]:
    """Lock comments by their numbers, the newest first, and read them again.

    Without waiting, those that somebody else has locked are left out. What belongs to them
    (author, amendment) is not loaded; where it was, it stays.
    """
    db.session.flush()
    known = [one for one in db.session if isinstance(one, Comment) and one.id in numbers]
    kept = [(one, {name: one.__dict__.get(name) for name in _BELONGS}) for one in known]
    rows = db.session.scalars(
        select(Comment)
        .where(Comment.id.in_(numbers))
        .order_by(Comment.id.desc())
        .with_for_update(key_share=True, skip_locked=not wait)
        .execution_options(populate_existing=True)
    ).all()
    for one, belongs in kept:
        for name, value in belongs.items():
            if value is not None:
                set_committed_value(one, name, value)
    return {row.id: row for row in rows}
