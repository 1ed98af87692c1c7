"""Comments that may be near-copies of a text, from the index of words: bounded work at any size."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, column, func, literal_column, select, table

from consult.comments.copies import mark_of_row, marks_to_find
from consult.comments.models import Comment
from consult.comments.rows import LISTED, PUBLISHED
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
    words = _any_of([mark_of_row(row) for row in sketch], _is_sqlite())
    return (
        select(Comment.id)
        .where(Comment.id.in_(_found(words)), Comment.consultation_id == consultation_id)
        .order_by((Comment.id + 0).desc())
        .limit(MOST)
    )


class Near(NamedTuple):
    """A comment as far as comparing it with a text needs it."""

    id: int
    body: str
    author_id: int
    agrees: int


def near_comments(
    amendment_id: int, reader_id: int | None, *, body: str, stance: str
) -> Sequence[Any]:
    """Return others' published comments of a stance that share a hash of the text's sketch.

    Rows like Near. One statement, made once.
    """
    values = near_values(amendment_id, reader_id, body, stance, small=_is_sqlite())
    if values is None:
        return []
    return db.session.connection().execute(near(_is_sqlite()), values).all()


def near_values(
    amendment_id: int, reader_id: int | None, body: str, stance: str, *, small: bool
) -> dict[str, Any] | None:
    """Return what the statement is asked; None for a text that is no copy of any."""
    marks = marks_to_find(body)
    asked = {"amendment": amendment_id, "stance": stance, "reader": reader_id}
    return {**asked, "words": _any_of(marks, small)} if marks else None


@cache
def near(small: bool) -> Any:
    """Return the statement, for SQLite (`small`) or PostgreSQL."""
    # The index is read first and alone: PostgreSQL would rather read all of an amendment. The state
    # is no parameter: SQLite would plan anew each time, since it decides which indexes may serve.
    words: Any = bindparam("words")
    found = _found(words, small).subquery("found")
    one = Comment.__table__.c
    return (
        select(one.id, one.body, one.author_id, one.agrees)
        .select_from(found.join(Comment.__table__, one.id == found.c[0]))
        .where(
            *(one.amendment_id + 0 == bindparam("amendment"), one.stance == bindparam("stance")),
            *(LISTED, one.root_id.is_(None), PUBLISHED),
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


def _any_of(words: Sequence[str], small: bool) -> str:
    """Return the query for either database: letters and digits between operators of ours."""
    return f"({(' OR ' if small else ' | ').join(words)})"


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
