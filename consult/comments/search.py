"""Search in comments: the condition for either database, and the job that fills the index anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    update,
)

from consult.comments.models import SEARCHED, Comment, searched
from consult.comments.rules import Order
from consult.comments.terms import MADE_BY, Term, place_of
from consult.core.db import db
from consult.core.jobs import enqueue, every_round, job

BATCH = 500

_SEARCH = table("comment_search", column("rowid", Comment.id.type))
# The sign keeps SQLite from reading all comments and asking the index of words about each.
_ROWID: ColumnElement[int] = literal_column("+comment_search.rowid", Comment.id.type)
_TERMS: ColumnElement[Any] = literal_column("to_tsvector('simple', comments.terms)")


def holds(word: list[Term]) -> ColumnElement[bool]:
    """Return the condition that a comment holds a word, for a few comments looked at anyway.

    It reads the terms letter by letter, and says the same as the index of words.
    """
    find = func.instr if _is_sqlite() else func.strpos
    terms: ColumnElement[str] = literal_column("' ' || comments.terms || ' '")
    return or_(*(find(terms, _spaced(one)) > 0 for one in word))


def _spaced(term: Term) -> str:
    return f" {term.text}" if term.begins else f" {term.text} "


def _in_tsvector(groups: list[list[Term]]) -> ColumnElement[bool]:
    return _TERMS.op("@@")(func.to_tsquery(literal_column("'simple'"), _tsquery(groups)))


def listed_by_words(
    conditions: Sequence[Any], amendment_id: int, words: list[list[Term]], order: Order
) -> Any:
    """Select number and score of what the index of words has, in an order, and more conditions.

    The index of words is read first, whatever the database thinks of it: PostgreSQL would rather
    read all comments in their order until enough match (12 s for a word that nobody used), so it
    is given an order that no index has. FTS5 hands out the newest first by itself.
    """
    groups = [[Term(place_of(amendment_id))], *words]
    query = select(Comment.id, Comment.score)
    number: Any = Comment.id + 0
    if _is_sqlite():
        number = _SEARCH.c.rowid
        query = query.join_from(_SEARCH, Comment, Comment.id == _ROWID).where(_match(groups))
    else:
        query = query.where(_in_tsvector(groups))
    by = [number.desc()] if order == Order.NEWEST else [(Comment.score + 0).desc(), number.desc()]
    return query.where(*conditions).order_by(*by)


def numbered_below(number: int) -> ColumnElement[bool]:
    """Return the condition that what the index of words has stands below a number.

    On PostgreSQL it is said so that no index serves it: beside that of the words the database
    would read all numbers below this one.
    """
    return (_SEARCH.c.rowid if _is_sqlite() else Comment.id + 0) < number


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _match(groups: list[list[Term]]) -> ColumnElement[bool]:
    query = " AND ".join(
        "(" + " OR ".join(_for_fts5(one) for one in terms) + ")" for terms in groups
    )
    return literal_column("comment_search").op("MATCH", is_comparison=True)(query)


def _tsquery(groups: list[list[Term]]) -> str:
    return " & ".join(
        "(" + " | ".join(_for_tsquery(one) for one in terms) + ")" for terms in groups
    )


def _for_fts5(term: Term) -> str:
    return f'"{term.text}"*' if term.begins else f'"{term.text}"'


def _for_tsquery(term: Term) -> str:
    return f"'{term.text}':*" if term.begins else f"'{term.text}'"


def made_by_older_rules() -> bool:
    """Tell whether the first comment's terms were made by other rules; the job begins with it."""
    first = db.session.scalar(select(Comment.terms).order_by(Comment.id).limit(1))
    return first is not None and MADE_BY not in first.split()


@every_round(made_by_older_rules, seconds=3600)
def ask_for_reindex() -> None:
    """Let the terms be made anew after an upgrade changed the rules."""
    enqueue("comments-reindex", {}, key="comments-reindex")


@job("comments-reindex")
def reindex(payload: dict[str, Any]) -> None:
    """Fill the terms of the comments after a number; the next batch is a job of its own."""
    after = int(payload.get("after", 0))
    rows = db.session.execute(
        select(Comment.id, *(getattr(Comment, name) for name in SEARCHED))
        .where(Comment.id > after)
        .order_by(Comment.id)
        .limit(BATCH)
        .with_for_update(key_share=True)
    ).all()
    terms = [{"id": row[0], "terms": searched(row)} for row in rows]
    if not terms:
        return
    db.session.execute(update(Comment), terms)
    last = terms[-1]["id"]
    enqueue("comments-reindex", {"after": last}, key=f"comments-reindex-{last}")
