"""Search in comments: the condition for either database, and the job that fills the index anew."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text, update

from consult.comments.models import Comment, searched
from consult.comments.terms import Term, place_of, query_of
from consult.core.db import db
from consult.core.jobs import enqueue, job

BATCH = 500

_INDEX = text("comment_search")
_TERMS: ColumnElement[Any] = literal_column("to_tsvector('simple', comments.terms)")


def found_by(amendment_id: int, words: str) -> ColumnElement[bool]:
    """Return the condition that a comment of an amendment holds every word, in any of its forms.

    Any text is safe: what reaches the database are letters and digits between our own operators.
    """
    groups = query_of(words)
    if not groups:
        return literal_column("1 = 0")
    groups = [[Term(place_of(amendment_id))], *groups]
    if db.engine.dialect.name == "sqlite":
        return Comment.id.in_(_in_fts5(groups))
    query = " & ".join(
        "(" + " | ".join(_for_tsquery(one) for one in terms) + ")" for terms in groups
    )
    return _TERMS.op("@@")(func.to_tsquery(literal_column("'simple'"), query))


def found_newest() -> Any:
    """Return the order of what was found: the newest first.

    PostgreSQL would rather read all comments in this order until enough of them match, which for a
    word that nobody used takes 12 s on 200,000; an order that no index has keeps it from that.
    """
    return (Comment.id if db.engine.dialect.name == "sqlite" else Comment.id + 0).desc()


def _in_fts5(groups: list[list[Term]]) -> Select[Any]:
    query = " AND ".join(
        "(" + " OR ".join(_for_fts5(one) for one in terms) + ")" for terms in groups
    )
    matches = text("comment_search MATCH :words").bindparams(words=query)
    return select(literal_column("comment_search.rowid")).select_from(_INDEX).where(matches)


def _for_fts5(term: Term) -> str:
    return f'"{term.text}"*' if term.begins else f'"{term.text}"'


def _for_tsquery(term: Term) -> str:
    return f"'{term.text}':*" if term.begins else f"'{term.text}'"


@job("comments-reindex")
def reindex(payload: dict[str, Any]) -> None:
    """Fill the terms of the comments after a number; the next batch is a job of its own."""
    after = int(payload.get("after", 0))
    rows = db.session.execute(
        select(Comment.id, Comment.amendment_id, Comment.body, Comment.suggested)
        .where(Comment.id > after)
        .order_by(Comment.id)
        .limit(BATCH)
        .with_for_update(key_share=True)
    ).all()
    terms = [{"id": row[0], "terms": searched(*row[1:])} for row in rows]
    if not terms:
        return
    db.session.execute(update(Comment), terms)
    last = terms[-1]["id"]
    enqueue("comments-reindex", {"after": last}, key=f"comments-reindex-{last}")
