"""Which comments a page of the conversation shows: selects of their numbers, in keyset order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all

from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.rows import LISTED
from consult.comments.rules import PER_PAGE, Order, Stance, State
from consult.comments.search import found_by, found_newest
from consult.core.paging import read_place


def picked(amendment_id: int, filters: Filters, after: str | None, reader_id: int | None) -> Any:
    """Pick a page and the one after it: the roots of threads, or comments and replies alike."""
    listed: Any = select(Comment.id, Comment.score).where(
        Comment.amendment_id == amendment_id, LISTED, *_narrowed(filters)
    )
    if filters.words:
        published = Comment.state == State.PUBLISHED
        listed = listed.where(published, found_by(amendment_id, filters.words))
    if filters.mine:
        listed = listed.where(Comment.author_id == reader_id)
    if not filters.flat:
        listed = listed.where(Comment.root_id.is_(None))
    newest = found_newest() if filters.words else Comment.id.desc()
    return _page(listed, filters.sorted_by, after, newest)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    equal = {
        Comment.stance: filters.stance,
        Comment.language: filters.language,
        Comment.clause: filters.clause,
    }
    conditions = [column == value for column, value in equal.items() if value]
    if filters.suggestions:
        conditions.append(Comment.suggestion.is_not(None))
    return conditions


def _page(listed: Any, order: Order, after: str | None, newest: Any) -> Any:
    if order == Order.NEWEST:
        place = read_place(after, 1)
        listed = listed.where(Comment.id < place[0]) if place else listed
        return listed.order_by(newest).limit(PER_PAGE + 1)
    place = read_place(after, 2)
    if not place:
        return _first(listed, Comment.score.desc())
    score, last = place
    # On SQLite comparing the pair as a whole reads the index from its start: 3 ms for 0.05.
    same = _first(listed.where(Comment.score == score, Comment.id < last)).subquery()
    lower = _first(listed.where(Comment.score < score), Comment.score.desc()).subquery()
    both = union_all(select(same), select(lower)).subquery()
    ordered = select(both.c.id, both.c.score).order_by(both.c.score.desc(), both.c.id.desc())
    return ordered.limit(PER_PAGE + 1)


def _first(query: Any, *order: Any) -> Any:
    return query.order_by(*order, Comment.id.desc()).limit(PER_PAGE + 1)


def strongest(amendment_id: int, stance: Stance) -> Select[Any]:
    """Pick the strongest comment for or against."""
    return (
        select(Comment.id)
        .where(
            Comment.amendment_id == amendment_id,
            Comment.stance == stance,
            LISTED,
            Comment.root_id.is_(None),
            Comment.state == State.PUBLISHED,
            Comment.agrees > 0,
        )
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
            Comment.state == State.HELD,
        )
        .order_by(Comment.id.desc())
        .limit(3)
    )


def begun_with(amendment_id: int, sent: int) -> Select[Any]:
    """Pick the comment that began the thread in which the one of a link stands."""
    root = func.coalesce(Comment.root_id, Comment.id).label("id")
    return select(root).where(Comment.id == sent, Comment.amendment_id == amendment_id, LISTED)


def first_replies(roots: list[int], most: int, sent: int | None) -> Subquery:
    """Pick the first replies of each thread, the one of a link, and the reply it answers."""
    place = func.row_number().over(partition_by=Comment.root_id, order_by=Comment.id)
    numbered = (
        select(Comment.id, place.label("place"))
        .where(Comment.root_id.in_(roots), LISTED)
        .subquery()
    )
    here = numbered.c.place <= most
    if sent is not None:
        above = select(Comment.parent_id).where(Comment.id == sent).scalar_subquery()
        here |= (numbered.c.id == sent) | (numbered.c.id == above)
    return select(numbered.c.id).where(here).subquery()
