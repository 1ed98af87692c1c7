"""Finding the comments that pass several filters at once, or hold words, with bounded work.

First the list is walked for a while: what many comments pass fills a page within a few hundred of
them. What does not is rare, and the index of words, which knows every filter as a word of its own,
has all of it at hand. So nothing ever reads most of an amendment, whatever is asked.
"""

from typing import Any

from sqlalchemy import and_, or_

from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.ordering import Part, narrowed, ordered, past, place_in, roots_of
from consult.comments.rows import LISTED
from consult.comments.rules import PER_PAGE, Order, State
from consult.comments.search import holds, listed_by_words, numbered_below
from consult.comments.terms import WITH_ANSWER, WITH_SUGGESTION, Term, mark_of, query_of
from consult.core.db import db
from consult.core.paging import read_place, write_place

WINDOWS = (600,)
"""How far a list is walked, a statement for each step; further costs more than the index of words,
and a second step would be a ninth statement for somebody signed in."""
COMMON = sum(WINDOWS) // 20
"""In how many of those a common word stands: it is looked for in what the rare words find."""


def found(
    amendment_id: int, filters: Filters, after: str | None, reader_id: int | None
) -> list[int]:
    """Return the numbers of the first comments after a place that pass everything asked for."""
    order, most = filters.sorted_by, PER_PAGE + 1
    begins = _begins(amendment_id, filters, reader_id)
    asked = _asked(amendment_id, filters, reader_id)
    words = query_of(filters.words)
    if filters.words and not words:
        return []
    flags = [and_(*asked), *(holds(word) for word in words)]
    named = [flag.label(f"passes{number}") for number, flag in enumerate(flags)]
    numbers: list[int] = []
    held = [0] * len(words)
    for size in WINDOWS:
        rows = db.session.execute(ordered(begins, order, after, size, *named)).all()
        numbers += [row.id for row in rows if all(row[2:])]
        held = [times + sum(bool(row[3 + at]) for row in rows) for at, times in enumerate(held)]
        if len(numbers) >= most or len(rows) < size:
            return numbers[:most]
        after = write_place(*place_in(rows[-1], order))
    common = [word for word, times in zip(words, held, strict=True) if times >= COMMON]
    rare = [word for word in words if word not in common]
    marks = _marks(filters, reader_id)
    if not rare and not marks:
        rare, common = words, []
    later = _later(order, after)
    conditions = [*asked, *later, *(holds(word) for word in common)]
    query = listed_by_words(conditions, amendment_id, [*marks, *rare], order)
    return [*numbers, *db.session.scalars(query.limit(most - len(numbers)))]


def _later(order: Order, after: str | None) -> list[Any]:
    place = read_place(after, 1) if order == Order.NEWEST else None
    return [numbered_below(place[0])] if place else [or_(*past(order, after))]


def _marks(filters: Filters, reader_id: int | None) -> list[list[Term]]:
    """Return what the index of words calls the filters."""
    author = reader_id if filters.mine else None
    named = {"s": filters.stance, "l": filters.language, "c": filters.clause, "u": author}
    marks = [mark_of(kind, value) for kind, value in named.items() if value]
    marks += [WITH_SUGGESTION] if filters.suggestions else []
    marks += [WITH_ANSWER] if filters.answered else []
    return [[Term(mark)] for mark in marks]


def _begins(amendment_id: int, filters: Filters, reader_id: int | None) -> list[Part]:
    """Return the parts of the shortest list that an index has in this order."""
    if filters.mine:
        return [Part(Comment.author_id, reader_id)]
    if filters.flat:
        roots = roots_of(amendment_id, Filters(stance=filters.stance))
        if filters.stance is not None:
            return roots_of(amendment_id, Filters(stance=filters.stance, language=filters.language))
        replies = [LISTED, Comment.root_id.is_not(None)]
        return [*roots, Part(Comment.amendment_id, amendment_id, replies)]
    if filters.answered or filters.suggestions:
        few = Filters(answered=filters.answered, suggestions=not filters.answered)
        return roots_of(amendment_id, few)
    return roots_of(amendment_id, Filters(clause=filters.clause))


def _asked(amendment_id: int, filters: Filters, reader_id: int | None) -> list[Any]:
    """Return all that a comment must pass, as conditions on its columns."""
    asked = [Comment.amendment_id == amendment_id, LISTED, *narrowed(filters)]
    if filters.words:
        asked.append(Comment.state == State.PUBLISHED)
    if filters.mine:
        asked.append(Comment.author_id == reader_id)
    if not filters.flat:
        asked.append(Comment.root_id.is_(None))
    return asked
