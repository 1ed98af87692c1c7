"""Comments by clause: what stands on a clause, who suggested what, and what a suggestion needs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, select, union_all

from consult.comments.models import Comment
from consult.comments.ordering import Part, ordered
from consult.comments.passages import About
from consult.comments.places import Place
from consult.comments.rows import LISTED, PUBLISHED, SUGGESTED, shown
from consult.comments.rules import PER_PAGE, Order, State
from consult.comments.threads import Branch
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.paging import Page, read_place, write_place
from consult.core.words import lazy


def check_suggestion(
    amendment: Amendment | Place, person_id: int | None, clause: str | None
) -> None:
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
    here = [Part(Comment.clause, clause, _roots(amendment_id))]
    picked = ordered(here, Order.AGREED, after, PER_PAGE + 1, literal(0).label("at"))
    found = _shown(picked.subquery(), reader_id)
    rest = write_place(*_place(found[PER_PAGE - 1])) if len(found) > PER_PAGE else None
    return Page(_branches(found), rest)


def suggested_in(
    amendment_id: int, keys: Sequence[str], after: str | None = None, reader_id: int | None = None
) -> Page[Branch]:
    """Return a page of the published suggestions by clause, in this order of keys, best first.

    Suggestions for a clause that is no longer among them come last. Each clause is read from its
    own part of the index, and only as many of them as it takes to fill the page.
    """
    place = read_place(after, 3)
    at, within = (place[0], write_place(*place[1:])) if place else (0, None)
    roots = [*_roots(amendment_id), SUGGESTED, PUBLISHED]
    groups = [one for one in _groups(roots, keys) if one[0] >= at][: PER_PAGE + 2]
    parts = []
    for number, clauses in groups:
        of = [Part(Comment.clause, clause, roots) for clause in clauses]
        here = within if number == at else None
        part = ordered(of, Order.AGREED, here, PER_PAGE + 1, literal(number).label("at"))
        parts.append(select(part.subquery()))
    found = _shown(_first(union_all(*parts).subquery()), reader_id) if parts else []
    last_one = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    rest = write_place(last_one.at, *_place(last_one)) if last_one else None
    return Page(_branches(found), rest)


def _groups(roots: list[Any], keys: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Return the clauses that have suggestions by their place; those of no place are one group."""
    first = select(Comment.clause).where(*roots).order_by(Comment.clause).limit(1)
    found = select(first.scalar_subquery().label("clause")).cte("found", recursive=True)
    following = first.where(Comment.clause > found.c.clause).correlate(found).scalar_subquery()
    every = found.union_all(select(following).where(found.c.clause.is_not(None)))
    clauses = db.session.scalars(select(every.c.clause).where(every.c.clause.is_not(None)))
    places = {key: number for number, key in enumerate(keys)}
    groups: dict[int, list[str]] = {}
    for clause in clauses:
        groups.setdefault(places.get(clause, len(keys)), []).append(clause)
    return sorted(groups.items())


def _first(every: Any) -> Any:
    return select(every).order_by(*_order(every)).limit(PER_PAGE + 1).subquery()


def _order(picked: Any) -> list[Any]:
    return [picked.c.at, picked.c.score.desc(), picked.c.id.desc()]


def _shown(picked: Any, reader_id: int | None) -> Sequence[Any]:
    query = shown(reader_id).add_columns(picked.c.at).join(picked, picked.c.id == Comment.id)
    return db.session.execute(query.order_by(*_order(picked))).all()


def _roots(amendment_id: int) -> list[Any]:
    return [Comment.amendment_id == amendment_id, LISTED, Comment.root_id.is_(None)]


def _place(row: Any) -> tuple[int, int]:
    return row.score, row.id


def _branches(rows: Sequence[Any]) -> list[Branch]:
    return [Branch(row, (), row.replies) for row in rows[:PER_PAGE]]
