"""Every read of comments, their counts and the reactions to them. Loaders raise Missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.models import Account
from consult.comments.filters import Filters
from consult.comments.gathering import arguments
from consult.comments.models import SUGGESTED, ClauseCount, Comment, CommentCount, CommentReaction
from consult.comments.passages import About
from consult.comments.rows import shown
from consult.comments.rules import PER_PAGE, State
from consult.comments.threads import (
    Branch,
    Highlights,
    page_of,
    page_with_highlights,
    thread_of,
)
from consult.consultations.models import Amendment, Consultation
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing, NotAllowed
from consult.core.paging import Page, read_place, write_place
from consult.core.words import lazy

__all__ = ["page_of", "thread_of"]

EVERYTHING = Filters()


def the_comment(slug: str, number: str, comment: int) -> Comment:
    """Load a comment with its author, amendment, consultation and phases in one query."""
    return _one(comment, Consultation.slug == slug, Amendment.number == number)


def the_comment_or_moved(slug: str, number: str, comment: int) -> Comment:
    """Load a comment at its address, or at one from which it was moved."""
    here = (Amendment.number == number) | Comment.moved_from.is_not(None)
    return _one(comment, Consultation.slug == slug, here)


def comment_by_id(comment: int) -> Comment:
    """Load a comment by its number alone, with the same that belongs to it."""
    return _one(comment)


def _one(comment: int, *place: ColumnElement[bool]) -> Comment:
    if comment > LARGEST_ID:
        raise Missing
    found = db.session.scalars(
        select(Comment)
        .join(Comment.amendment)
        .join(Amendment.consultation)
        .where(Comment.id == comment, *place)
        .options(
            contains_eager(Comment.amendment)
            .contains_eager(Amendment.consultation)
            .joinedload(Consultation.phases),
            joinedload(Comment.author),
        )
    ).unique()
    one = found.one_or_none()
    if one is None:
        raise Missing
    set_committed_value(one, "consultation", one.amendment.consultation)
    return one


def lock(comment: Comment) -> Comment:
    """Lock a comment's row until the transaction ends and read it again.

    FOR NO KEY UPDATE: a reply being inserted holds its parent's key, and two of them that then
    asked for the whole row would wait for each other for ever. What this transaction has changed
    is written first: reading again would lose it.
    """
    db.session.flush()
    columns = [column.key for column in Comment.__mapper__.column_attrs]
    db.session.refresh(comment, columns, with_for_update={"key_share": True})
    return comment


# Made once: putting a statement together costs as much as sending it.
HERE = (
    select(Account.id)
    .where(Account.id == bindparam("person"), Account.left_at.is_(None))
    .with_for_update(key_share=True)
)
_SENT = (
    select(Comment.id)
    .where(
        Comment.author_id == bindparam("author_id"),
        Comment.created_at >= bindparam("since"),
        Comment.state != State.WITHDRAWN,
        Comment.body == bindparam("body"),
        *(
            getattr(Comment, name).is_not_distinct_from(bindparam(name))
            for name in ("amendment_id", "parent_id", "clause", "suggestion", "suggested")
        ),
    )
    .order_by(Comment.id.desc())
    .limit(1)
)
_WRITTEN = select(func.count()).where(
    Comment.author_id == bindparam("author_id"), Comment.created_at > bindparam("an_hour_ago")
)
BEFORE = select(_SENT.scalar_subquery(), _WRITTEN.scalar_subquery())
_REACTION = select(CommentReaction.value).where(
    CommentReaction.comment_id == bindparam("comment_id"),
    CommentReaction.person_id == bindparam("person_id"),
)


def _one_value(statement: Any, **values: Any) -> Any:
    """Return one value by the driver's shortest way; what was changed before is written first."""
    db.session.flush()
    return db.session.connection().execute(statement, values).scalar()


def lock_author(person_id: int | None) -> None:
    """Let somebody's writes come one after the other; refuse who left at the same moment."""
    if _one_value(HERE, person=person_id) is None:
        raise NotAllowed(lazy("This account was left. Nothing was published."))


def sent_before(
    author_id: int | None,
    amendment_id: int,
    parent_id: int | None,
    body: str,
    about: About,
    since: datetime,
    an_hour_ago: datetime,
) -> tuple[int | None, int]:
    """Return the number of the same text that somebody sent to the same place since a moment.

    And how many comments and replies they wrote in an hour: one statement for both.
    """
    asked = before_values(author_id, amendment_id, parent_id, body, about)
    times = {"since": since, "an_hour_ago": an_hour_ago}
    row = db.session.connection().execute(BEFORE, asked | times).one()
    return row[0], row[1]


def before_values(
    author_id: int | None, amendment_id: int, parent_id: int | None, body: str, about: About
) -> dict[str, Any]:
    """Return what BEFORE is asked, but for the times."""
    said = {"clause": about.clause, "suggestion": about.suggestion, "suggested": about.suggested}
    place = {"author_id": author_id, "amendment_id": amendment_id, "parent_id": parent_id}
    return {**place, **said, "body": body}


def reaction_of(comment_id: int, person_id: int | None) -> int | None:
    """Return somebody's reaction to a comment."""
    found: int | None = _one_value(_REACTION, comment_id=comment_id, person_id=person_id)
    return found


def counts_in(consultation_id: int) -> dict[int, int]:
    """Return how many comments and replies each amendment of a consultation has, published."""
    rows = db.session.execute(
        select(CommentCount.amendment_id, func.sum(CommentCount.count))
        .join(Amendment, Amendment.id == CommentCount.amendment_id)
        .where(Amendment.consultation_id == consultation_id, CommentCount.state == State.PUBLISHED)
        .group_by(CommentCount.amendment_id)
    )
    return {amendment_id: int(count) for amendment_id, count in rows}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments an amendment has, by kind (a stance, or reply) and state.

    "Comments" are published comments and replies; every figure for the public follows this rule.
    """

    by: dict[tuple[str, str], int]
    on_clause: dict[str, int] = field(default_factory=dict)
    arguments: int = 0

    def of(self, kind: str, state: State = State.PUBLISHED) -> int:
        """Return how many there are of a kind in a state."""
        return self.by.get((kind, state), 0)

    @property
    def comments(self) -> int:
        """Return how many comments and replies are published."""
        return sum(n for (_, state), n in self.by.items() if state == State.PUBLISHED)

    @property
    def suggestions(self) -> int:
        """Return how many suggestions are published; they are comments too."""
        return sum(n for key, n in self.on_clause.items() if key.endswith(SUGGESTED))


def counts_of(amendment_id: int) -> Counts:
    """Return the counts of an amendment, of its clauses and its arguments, in one statement."""
    here, there = CommentCount, ClauseCount
    whole = select(here.kind, here.state, here.count, literal(0).label("part"))
    parts = select(there.clause, literal(""), there.count, literal(1))
    gathered = select(literal(""), literal(""), func.count(), literal(2))
    rows = db.session.execute(
        union_all(
            whole.where(here.amendment_id == amendment_id),
            parts.where(there.amendment_id == amendment_id),
            gathered.where(arguments.c.amendment_id == amendment_id, arguments.c.comments > 0),
        )
    ).all()
    return Counts(
        {(kind, state): count for kind, state, count, part in rows if part == 0},
        {key: count for key, _state, count, part in rows if part == 1},
        sum(count for _key, _state, count, part in rows if part == 2),
    )


@dataclass(frozen=True, slots=True)
class Conversation:
    """The comments part of an amendment's page, for one reader."""

    filters: Filters
    place: str | None
    counts: Counts
    best: Highlights
    threads: Sequence[Branch]
    after: str | None


def conversation(
    amendment: Amendment,
    reader_id: int | None,
    filters: Filters = EVERYTHING,
    after: str | None = None,
    sent: int | None = None,
) -> Conversation:
    """Return the comments part in three statements, however many comments there are."""
    page, best = page_with_highlights(
        amendment.id, filters, after=after, reader_id=reader_id, sent=sent
    )
    counts = counts_of(amendment.id)
    return Conversation(filters, after, counts, best, page.items, page.after)


def row_of(comment: Comment, reader_id: int | None) -> Any:
    """Return a comment as everybody sees it."""
    return db.session.execute(shown(reader_id).where(Comment.id == comment.id)).one()


def comments_of(person_id: int, after: str | None = None) -> Page[Any]:
    """Return a page of somebody's own comments, the latest first, whatever their state."""
    place = read_place(after, 1)
    query = (
        select(
            *(getattr(Comment, name) for name in ("id", "body", "state", "ground", "created_at")),
            *(Comment.decided_at, Comment.edited_at, Comment.held_for, Comment.language),
            *(Comment.answer, Comment.answered_at, Comment.corrected_at),
            *(Comment.stance, Consultation.slug, Amendment.number),
        )
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.author_id == person_id)
    )
    if place:
        query = query.where(Comment.id < place[0])
    found = db.session.execute(query.order_by(Comment.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)
