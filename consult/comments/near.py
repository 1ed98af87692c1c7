"""Comments that may be near-copies of a text, from the index of words: bounded work at any size."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, column, func, literal_column, select, table

from consult.comments.copies import mark_of_row, marks_to_find
from consult.comments.models import Comment
from consult.comments.rows import LISTED
from consult.comments.rules import State
from consult.core.db import db

MOST = 500
"""How many are looked at, the latest; a campaign of thousands is one after the first few."""
MOST_FOUND = 10 * MOST
"""How many the index is asked for, wherever they stand: the word of a place would cost it more."""

_SEARCH = table("comment_search", column("rowid", Comment.id.type))


def candidates(consultation_id: int, sketch: Sequence[int]) -> Select[int]:
    """Return the numbers of comments of a consultation that share a hash of a sketch.

    To be used as `Comment.id.in_(…)`; the latest, 500 at most.
    """
    words = _any_of([mark_of_row(row) for row in sketch])
    return (
        select(Comment.id)
        .where(Comment.id.in_(_found(words)), Comment.consultation_id == consultation_id)
        .order_by((Comment.id + 0).desc())
        .limit(MOST)
    )


def near_comments(
    amendment_id: int, reader_id: int | None, *, body: str, stance: str
) -> Sequence[Any]:
    """Return others' published comments of a stance that share a hash of the text's sketch.

    Rows of id, body, author_id and agrees: all that comparing needs. One statement, made once.
    """
    marks = marks_to_find(body)
    if not marks:
        return []
    values: dict[str, Any] = {"amendment": amendment_id, "stance": stance, "reader": reader_id}
    values["words"] = _any_of(marks)
    return db.session.connection().execute(_near(_is_sqlite()), values).all()


@cache
def _near(small: bool) -> Any:
    # The index is read first and alone: PostgreSQL would rather read all of an amendment.
    words: Any = bindparam("words")
    found = _found(words, small).subquery("found")
    one = Comment.__table__.c
    return (
        select(one.id, one.body, one.author_id, one.agrees)
        .select_from(found.join(Comment.__table__, one.id == found.c[0]))
        .where(
            *(one.amendment_id + 0 == bindparam("amendment"), one.stance == bindparam("stance")),
            *(LISTED, one.root_id.is_(None), one.state == State.PUBLISHED),
            one.author_id != bindparam("reader"),
        )
        .order_by(found.c[0].desc())
        .limit(MOST)
    )


def _found(words: Any, small: bool | None = None) -> Select[int]:
    """Select the numbers of what the index has, the latest first."""
    if _is_sqlite() if small is None else small:
        match = literal_column("comment_search").op("MATCH", is_comparison=True)(words)
        return (
            select(_SEARCH.c.rowid).where(match).order_by(_SEARCH.c.rowid.desc()).limit(MOST_FOUND)
        )
    terms: Any = literal_column("to_tsvector('simple', comments.terms)")
    holds = terms.op("@@")(func.to_tsquery(literal_column("'simple'"), words))
    return select(Comment.id).where(holds).order_by((Comment.id + 0).desc()).limit(MOST_FOUND)


def _any_of(words: Sequence[str]) -> str:
    """Return the query for either database: letters and digits between operators of ours."""
    return f"({(' OR ' if _is_sqlite() else ' | ').join(words)})"


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
