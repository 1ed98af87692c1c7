"""Every read of answers that officials still work on: whose they are, and how far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Account, RoleGrant
from consult.accounts.rules import Role
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place
from consult.responses.models import Answer, Argument
from consult.responses.queries import waiting
from consult.responses.rules import PER_PAGE, State, Work

UNPUBLISHED = (State.DRAFT, State.REVIEWED)


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who may answer here, by the public name that staff know."""

    id: int
    name: str


def officials_of(consultation_id: int) -> list[Official]:
    """Return who may be given work: the officials here and everywhere, and administrators."""
    here = or_(RoleGrant.consultation_id == consultation_id, RoleGrant.consultation_id.is_(None))
    roles = RoleGrant.role.in_((Role.OFFICIAL, Role.ADMINISTRATOR))
    found = db.session.execute(
        select(Account.id, Account.pseudonym)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(here, roles, Account.left_at.is_(None))
        .distinct()
        .order_by(Account.pseudonym)
    )
    return [Official(*row) for row in found]


def answers_in_work(
    consultation_id: int, show: Work, person_id: int | None, after: str | None
) -> Page[Any]:
    """Return a page of answers that are not published, the latest first.

    Rows carry the answer, of what it is (comment or argument), and the names of those who wrote it,
    who reviewed it, and whose it is. A comment that was gathered meanwhile is answered by its
    argument's answer.
    """
    place = read_place(after, 1)
    writer, owner, reviewer = aliased(Account), aliased(Account), aliased(Account)
    query = (
        select(Answer, Amendment.number, writer.pseudonym.label("writer"))
        .add_columns(owner.pseudonym.label("owner"), reviewer.pseudonym.label("reviewer"))
        .add_columns(Comment.body, Comment.language)
        .add_columns(Argument.number.label("argument"), Argument.title, Argument.comments)
        .add_columns(Argument.people, Argument.language.label("argument_language"))
        .join(Amendment, Amendment.id == Answer.amendment_id)
        .join(writer, writer.id == Answer.author_id)
        .outerjoin(owner, owner.id == Answer.assigned_to)
        .outerjoin(reviewer, reviewer.id == Answer.reviewed_by)
        .outerjoin(Comment, Comment.id == Answer.comment_id)
        .outerjoin(Argument, Argument.id == Answer.argument_id)
        .where(Answer.consultation_id == consultation_id, *_shown(show, person_id))
        .where(Comment.argument_id.is_(None))
    )
    if place:
        query = query.where(Answer.id < place[0])
    found = db.session.execute(query.order_by(Answer.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].Answer.id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def _shown(show: Work, person_id: int | None) -> list[Any]:
    if show == Work.REVIEWED:
        return [Answer.state == State.REVIEWED]
    unpublished = Answer.state.in_(UNPUBLISHED)
    if show == Work.MINE:
        return [unpublished, Answer.assigned_to == person_id]
    if show == Work.TO_REVIEW:
        return [_written_by_others(person_id)]
    return [unpublished]


def _written_by_others(person_id: int | None) -> ColumnElement[bool]:
    """Say which drafts hold an answer that somebody else wrote; who was only assigned has none."""
    said = Answer.state == State.DRAFT, Answer.disposition.is_not(None)
    return and_(*said, Answer.author_id != person_id)


def counts_of_work(consultation_id: int, person_id: int | None) -> dict[Work, int]:
    """Return how many answers each list has; officials write them, so they are few."""
    mine = func.count().filter(Answer.assigned_to == person_id)
    written = func.count().filter(_written_by_others(person_id))
    reviewed = func.count().filter(Answer.state == State.REVIEWED)
    row = db.session.execute(
        select(func.count(), mine, written, reviewed)
        .outerjoin(Comment, Comment.id == Answer.comment_id)
        .where(Answer.consultation_id == consultation_id, Answer.state.in_(UNPUBLISHED))
        .where(Comment.argument_id.is_(None))
    ).one()
    return dict(zip((Work.ALL, Work.MINE, Work.TO_REVIEW, Work.REVIEWED), row, strict=True))


def answers_named(consultation_id: int, numbers: Collection[int]) -> Sequence[Answer]:
    """Return those answers of a consultation that are named, by their keys."""
    named = select(Answer).where(Answer.consultation_id == consultation_id, Answer.id.in_(numbers))
    return db.session.scalars(
        named.order_by(Answer.id).execution_options(populate_existing=True)
    ).all()


def thing_of(answer: Answer) -> Comment | Argument:
    """Return the comment or the argument that an answer is about."""
    if answer.argument_id is not None:
        return db.session.get_one(Argument, answer.argument_id)
    return comment_by_id(answer.comment_id or 0)


def members_in(argument_id: int) -> Sequence[int]:
    """Return the numbers of an argument's comments, whatever their state."""
    return db.session.scalars(select(Comment.id).where(Comment.argument_id == argument_id)).all()


def open_in(amendment: Amendment, most: int) -> list[int]:
    """Return the oldest submissions of an amendment whose answer nobody has begun."""
    found: list[int] = []
    for suggests in (True, False):
        query = waiting(amendment.consultation_id, amendment.id, suggests=suggests)
        ids = query.with_only_columns(Comment.id).where(Comment.argument_id.is_(None))
        found += db.session.scalars(ids.limit(most - len(found)))
    return found
