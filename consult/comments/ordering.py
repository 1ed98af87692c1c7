"""Keyset orders of comments: what stands after a place, read from an index in its order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, tuple_, union_all

from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.rows import LISTED
from consult.comments.rules import Order, Stance
from consult.core.db import db
from consult.core.paging import read_place


class Part(NamedTuple):
    """Comments that one index holds in order: those of a value, the last before the order."""

    column: Any
    value: Any
    rest: Sequence[Any] = ()


def roots_of(amendment_id: int, filters: Filters) -> list[Part]:
    """Return the parts that together are the roots of threads that pass filters of one index.

    The index by language has the stance before the order, so that it serves both at once.
    """
    if filters.language is not None and filters.stance is None:
        return [_roots(amendment_id, replace(filters, stance=stance)) for stance in Stance]
    return [_roots(amendment_id, filters)]


def _roots(amendment_id: int, filters: Filters) -> Part:
    equal = [(Comment.amendment_id, amendment_id), *_equal(filters)]
    column, value = equal.pop()
    rest = [LISTED, Comment.root_id.is_(None), *(one == given for one, given in equal)]
    return Part(column, value, [*rest, *_marked(filters)])


def narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that columns answer."""
    return [*(column == value for column, value in _equal(filters)), *_marked(filters)]


def _equal(filters: Filters) -> list[tuple[Any, str]]:
    """Return the columns with the values asked for, in the order of the indexes."""
    asked = [
        (Comment.clause, filters.clause),
        (Comment.language, filters.language),
        (Comment.stance, filters.stance),
    ]
    return [(column, value) for column, value in asked if value]


def _marked(filters: Filters) -> list[ColumnElement[bool]]:
    marked = [(Comment.suggestion, filters.suggestions), (Comment.answered_at, filters.answered)]
    return [column.is_not(None) for column, asked in marked if asked]


def ordered(parts: Sequence[Part], order: Order, after: str | None, most: int, *more: Any) -> Any:
    """Select number, score and `more` of the first after a place, of all parts together.

    Each part is read from its index by itself.
    """
    base = select(Comment.id, Comment.score, *more)
    steps = [step for part in parts for step in _steps(base, part, order, after, most)]
    if len(steps) == 1:
        return steps[0]
    both = union_all(*(select(step.subquery()) for step in steps)).subquery()
    by = [both.c.id.desc()] if order == Order.NEWEST else [both.c.score.desc(), both.c.id.desc()]
    return select(both).order_by(*by).limit(most)


def _steps(
    base: Select[Any], part: Part, order: Order, after: str | None, most: int
) -> list[Select[Any]]:
    base = base.where(*part.rest).limit(most)
    if order == Order.NEWEST:
        place = read_place(after, 1)
        return [by_number(base, part.column, part.value, place[0] if place else None)]
    base = base.where(part.column == part.value).order_by(Comment.score.desc(), Comment.id.desc())
    # On SQLite comparing the pair as a whole reads the index from its start: 3 ms for 0.05.
    return [base.where(step) for step in past(order, after)] or [base]


def by_number(
    query: Any, column: Any, value: Any, place: int | None, *, newest: bool = True
) -> Any:
    """Order what has a value by number, from the index that begins with the value.

    PostgreSQL would rather read all comments by their own number and leave out the others: a
    second for a conversation that ended half a million comments ago. Ordered by the value as well,
    which is not said to be one only, the right index is all that serves.
    """
    if db.engine.dialect.name == "sqlite":
        query = query.where(column == value)
        step = None if place is None else Comment.id < place if newest else Comment.id > place
        query = query if step is None else query.where(step)
        return query.order_by(Comment.id.desc() if newest else Comment.id)
    by = [column, Comment.id]
    # A scan starts at one bound only: beside that of the place there must be none on its side.
    first = column <= value if newest else column >= value
    if place is not None:
        here, there = tuple_(*by), tuple_(value, place)
        first = here < there if newest else here > there
    query = query.where(first, column >= value if newest else column <= value)
    return query.order_by(*((one.desc() for one in by) if newest else by))


def place_in(row: Any, order: Order) -> tuple[int, ...]:
    """Return where a comment stands in an order."""
    return (row.id,) if order == Order.NEWEST else (row.score, row.id)


def past(order: Order, after: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions one of which holds for what stands after a place; none at the start."""
    if order == Order.NEWEST:
        place = read_place(after, 1)
        return [Comment.id < place[0]] if place else []
    place = read_place(after, 2)
    if not place:
        return []
    score, last = place
    return [(Comment.score == score) & (Comment.id < last), Comment.score < score]
