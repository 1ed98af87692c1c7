"""Which comments a page of the conversation shows: selects of their numbers, in keyset order.

What one index holds in order is read from it. Several filters together, or words, have no such
index: `finding` looks for them with bounded work.
"""

from typing import Any

from sqlalchemy import Select, Subquery, func, select, union

from consult.comments.filters import Filters
from consult.comments.finding import found
from consult.comments.models import Comment
from consult.comments.ordering import by_number, ordered, roots_of
from consult.comments.rows import AGREED_WITH, HELD, LISTED, PUBLISHED
from consult.comments.rules import PER_PAGE, Stance

_INDEXED = ({"stance", "language"}, {"clause"}, {"suggestions"}, {"answered"})


def picked(amendment_id: int, filters: Filters, after: str | None, reader_id: int | None) -> Any:
    """Pick a page and the one after it: the roots of threads, or comments and replies alike.

    None says that there is nothing: then nothing need be read.
    """
    if not any(filters.given <= indexed for indexed in _INDEXED):
        numbers = found(amendment_id, filters, after, reader_id)
        if not numbers:
            return None
        return select(Comment.id, Comment.score).where(Comment.id.in_(numbers))
    return ordered(roots_of(amendment_id, filters), filters.sorted_by, after, PER_PAGE + 1)


def strongest(amendment_id: int, stance: Stance) -> Select[Any]:
    """Pick the strongest comment for or against."""
    roots: list[Any] = [Comment.amendment_id == amendment_id, LISTED, Comment.root_id.is_(None)]
    return (
        select(Comment.id)
        .where(*roots, PUBLISHED, AGREED_WITH, Comment.stance == stance)
        .order_by(Comment.strength.desc(), Comment.id.desc())
        .limit(1)
    )


def waiting(amendment_id: int, reader_id: int) -> Select[Any]:
    """Pick the few latest of the reader's own that wait, whatever the size of the amendment."""
    return (
        select(Comment.id)
        .where(
            Comment.author_id == reader_id,
            Comment.amendment_id == amendment_id,
            HELD,
        )
        .order_by(Comment.id.desc())
        .limit(3)
    )


def begun_with(amendment_id: int, sent: int) -> Select[Any]:
    """Pick the comment that began the thread in which the one of a link stands."""
    root = func.coalesce(Comment.root_id, Comment.id).label("id")
    return select(root).where(Comment.id == sent, Comment.amendment_id == amendment_id, LISTED)


def first_replies(roots: list[int], most: int, sent: int | None) -> Subquery:
    """Pick the first replies of each thread, the one of a link, and the reply it answers.

    Each thread is read by itself, and no further than its last reply shown.
    """
    parts = [
        by_number(
            select(Comment.id).where(LISTED).limit(most), Comment.root_id, root, None, newest=False
        ).subquery()
        for root in roots
    ]
    chosen = [select(part.c.id) for part in parts]
    if sent is not None:
        above = select(Comment.parent_id).where(Comment.id == sent).scalar_subquery()
        here: list[Any] = [Comment.root_id.in_(roots), LISTED]
        chosen.append(select(Comment.id).where(Comment.id.in_([sent, above]), *here))
    return union(*chosen).subquery()
