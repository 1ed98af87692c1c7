"""Comments by clause: what stands on a clause, who suggested what, and what a suggestion needs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, or_, select

from consult.comments.models import Comment
from consult.comments.passages import About
from consult.comments.rows import LISTED, shown
from consult.comments.rules import PER_PAGE, State
from consult.comments.threads import Branch
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.paging import Page, read_place, write_place
from consult.core.words import lazy


def check_suggestion(amendment: Amendment, person_id: int | None, clause: str | None) -> None:
    """Refuse a second suggestion on a clause, and more than the consultation takes of one person.

    The author's row is locked, so two at once see each other.
    """
    if own_suggestion(amendment.id, person_id, clause) is not None:
        message = lazy("You already suggested a wording for this clause. Change that one.")
        raise Conflict(message, field="suggestion")
    place = amendment.consultation
    mine = select(func.count()).where(
        Comment.author_id == person_id,
        Comment.consultation_id == place.id,
        Comment.suggestion.is_not(None),
        Comment.state != State.WITHDRAWN,
    )
    if (db.session.scalar(mine) or 0) >= place.suggestions_each:
        message = lazy(
            "You made as many suggestions as one person may make in this consultation. "
            "You can still comment, and change or withdraw what you suggested."
        )
        raise Conflict(message, field="suggestion")


def said_of(comment: Comment) -> About:
    """Return what a comment speaks of and suggests."""
    return About(comment.clause, comment.quote, comment.suggestion, comment.suggested)


def own_suggestion(amendment_id: int, person_id: int | None, clause: str | None) -> int | None:
    """Return the number of somebody's suggestion on a clause, if there is one."""
    return db.session.scalar(
        select(Comment.id).where(
            Comment.amendment_id == amendment_id,
            Comment.author_id == person_id,
            Comment.clause == clause,
            Comment.suggestion.is_not(None),
            Comment.state != State.WITHDRAWN,
        )
    )


def on_clause(
    amendment_id: int, clause: str, after: str | None = None, reader_id: int | None = None
) -> Page[Branch]:
    """Return a page of the comments on a clause, the most agreed first."""
    place = read_place(after, 2)
    query = shown(reader_id).where(*_roots(amendment_id), Comment.clause == clause)
    if place:
        score, last = place
        later = (Comment.score == score) & (Comment.id < last)
        query = query.where(or_(Comment.score < score, later))
    ordered = query.order_by(Comment.score.desc(), Comment.id.desc()).limit(PER_PAGE + 1)
    found = db.session.execute(ordered).all()
    rest = write_place(*_place(found[PER_PAGE - 1])) if len(found) > PER_PAGE else None
    return Page(_branches(found), rest)


def suggested_in(
    amendment_id: int, keys: Sequence[str], after: str | None = None, reader_id: int | None = None
) -> Page[Branch]:
    """Return a page of the published suggestions by clause, in this order of keys, best first.

    Suggestions for a clause that is no longer among them come last.
    """
    order = {key: number for number, key in enumerate(keys)}
    at: Any = case(order, value=Comment.clause, else_=len(order)) if order else Comment.score * 0
    place = read_place(after, 3)
    query = shown(reader_id).add_columns(at.label("at")).where(
        *_roots(amendment_id), Comment.suggestion.is_not(None), Comment.state == State.PUBLISHED
    )  # fmt: skip
    if place:
        group, score, last = place
        later = (Comment.score < score) | ((Comment.score == score) & (Comment.id < last))
        query = query.where(or_(at > group, (at == group) & later))
    ordered = query.order_by(at, Comment.score.desc(), Comment.id.desc()).limit(PER_PAGE + 1)
    found = db.session.execute(ordered).all()
    last_one = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    rest = write_place(last_one.at, *_place(last_one)) if last_one else None
    return Page(_branches(found), rest)


def _roots(amendment_id: int) -> list[Any]:
    here = Comment.amendment_id == amendment_id
    return [here, LISTED, Comment.root_id.is_(None), Comment.clause.is_not(None)]


def _place(row: Any) -> tuple[int, int]:
    return row.score, row.id


def _branches(rows: Sequence[Any]) -> list[Branch]:
    return [Branch(row, (), row.replies) for row in rows[:PER_PAGE]]
