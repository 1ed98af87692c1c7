"""Every read of arguments: those of an amendment, one with its answer, its comments, who is barred.

Everybody reads arguments and what was gathered under them; of answers only what is published.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, and_, case, select, union

from consult.accounts.models import RoleGrant
from consult.comments.models import Comment
from consult.comments.rows import shown
from consult.comments.rules import State as CommentState
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.moderation.models import Appeal, Decision
from consult.responses.models import Answer, AnswerEdit, Argument
from consult.responses.rules import PER_PAGE, Origin, State

LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ArgumentRow:
    """An argument with its counts and the published disposition of its answer.

    `state` is the answer's, or None where nobody has begun one: for staff only.
    """

    id: int
    number: int
    title: str
    language: str
    comments: int
    people: int
    disposition: str | None
    state: str | None
    origin: str


def arguments_of(amendment_id: int) -> Sequence[ArgumentRow]:
    """Return the arguments of an amendment in their order; those merged into others are gone."""
    public = Answer.state == State.PUBLISHED
    named = ("id", "number", "title", "language", "comments", "people")
    query = (
        select(
            *(getattr(Argument, name) for name in named),
            *(case((public, Answer.disposition)), Answer.state, Argument.origin),
        )
        .outerjoin(Answer, Answer.argument_id == Argument.id)
        .where(Argument.amendment_id == amendment_id, Argument.origin != Origin.MERGED)
        .order_by(Argument.number)
    )
    rows: Sequence[Any] = db.session.execute(query).all()
    return [ArgumentRow(*row) for row in rows]


@dataclass
class ArgumentCase:
    """An argument with its amendment and its answer, as pages and the permission table see it."""

    argument: Argument
    amendment: Amendment
    answer: Answer | None

    @property
    def consultation(self) -> Consultation:
        """Return where it belongs."""
        return self.amendment.consultation

    @property
    def subject(self) -> Argument:
        """Return what is answered."""
        return self.argument

    @property
    def published(self) -> bool:
        """Tell whether its answer is published."""
        return self.answer is not None and self.answer.state == State.PUBLISHED

    @cached_property
    def barred(self) -> set[int]:
        """Return who may not answer it: staff who wrote or decided on a comment in it."""
        return barred_from(self.argument.id)


def the_argument(slug: str, number: str, argument: int) -> ArgumentCase:
    """Load an argument by its number, with its amendment and its answer, or raise Missing."""
    amendment = the_amendment(slug, number)
    if argument > LARGEST_NUMBER:
        raise Missing
    found = db.session.execute(
        select(Argument, Answer)
        .outerjoin(Answer, Answer.argument_id == Argument.id)
        .where(Argument.amendment_id == amendment.id, Argument.number == argument)
    ).one_or_none()
    if found is None:
        raise Missing
    return ArgumentCase(found[0], amendment, found[1])


def argument_by_id(argument_id: int) -> Argument | None:
    """Return an argument by its key."""
    return db.session.get(Argument, argument_id)


def answer_to_argument(argument_id: int) -> Answer | None:
    """Return the answer to an argument, in whatever state, as it stands now."""
    found = select(Answer).where(Answer.argument_id == argument_id)
    return db.session.scalar(found.execution_options(populate_existing=True))


def revision_in_force(amendment_id: int) -> int:
    """Return the number of an amendment's revision in force."""
    found = select(Amendment.revision).where(Amendment.id == amendment_id)
    return db.session.scalar(found) or 1


def members_of(
    argument_id: int, reader_id: int | None, after: str | None = None, *, staff: bool = False
) -> Page[Row[Any]]:
    """Return a page of an argument's comments as everybody sees them, the oldest first.

    Staff see the stones of those that are not published now as well.
    """
    place = read_place(after, 1)
    query = shown(reader_id).where(Comment.argument_id == argument_id)
    if not staff:
        query = query.where(Comment.state == CommentState.PUBLISHED)
    if place:
        query = query.where(Comment.id > place[0])
    found = db.session.execute(query.order_by(Comment.id).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def barred_from(argument_id: int) -> set[int]:
    """Return the staff who wrote a comment of an argument, or decided on one as a moderator."""
    return _barred(Comment.argument_id == argument_id)


def barred_by(comment_ids: Collection[int]) -> set[int]:
    """Return the staff who wrote one of these comments, or decided on one as a moderator."""
    return _barred(Comment.id.in_(comment_ids))


def _barred(which: Any) -> set[int]:
    deciders = select(Decision.moderator_id).join(Comment, Comment.id == Decision.comment_id)
    judges = select(Appeal.answered_by).join(Comment, Comment.id == Appeal.comment_id)
    staff = select(RoleGrant.account_id)
    authors = select(Comment.author_id).where(which, Comment.author_id.in_(staff))
    answered = and_(which, Appeal.answered_by.is_not(None))
    return set(db.session.scalars(union(deciders.where(which), judges.where(answered), authors)))


def writers_of(answer: Answer) -> set[int]:
    """Return the officials who wrote, reviewed, corrected or published an answer.

    Who published it stands beside the comments that show it.
    """
    writers = {answer.author_id, answer.reviewed_by}
    edits = select(AnswerEdit.author_id).where(AnswerEdit.answer_id == answer.id)
    writers |= set(db.session.scalars(edits))
    if answer.argument_id is not None:
        beside = Comment.argument_id == answer.argument_id, Comment.answered_by.is_not(None)
        kept = select(Comment.answered_by).where(*beside).order_by(Comment.id).limit(1)
        writers |= set(db.session.scalar(kept) or ())
    return {one for one in writers if one is not None}
