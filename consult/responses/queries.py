"""Every read of official answers, and of the submissions that wait for one. Loaders raise Missing.

Lists are keyset pages over the partial indexes of comments; counts come from counters, never from
counting the comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal, select, union_all

from consult.accounts.models import Account
from consult.comments.about import AboutComment
from consult.comments.models import SUGGESTED, AnsweredCount, ClauseCount, Comment, CommentCount
from consult.comments.queries import the_comment
from consult.comments.rows import LISTED
from consult.comments.rules import Stance
from consult.comments.rules import State as CommentState
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place
from consult.moderation.queries import deciders_of
from consult.responses.gathered import answer_to_argument as answer_to_argument
from consult.responses.gathered import argument_by_id as argument_by_id
from consult.responses.gathered import arguments_of as arguments_of
from consult.responses.gathered import the_argument as the_argument
from consult.responses.models import Answer, AnswerEdit
from consult.responses.rules import PER_PAGE, State


@dataclass(slots=True)
class Submission(AboutComment):
    """A comment that officials deal with, its answer, and who decided on it as a moderator."""

    comment: Comment
    answer: Answer | None
    decided_by: set[int]

    @property
    def subject(self) -> Comment:
        """Return what is answered."""
        return self.comment


def the_submission(slug: str, number: str, comment: int) -> Submission:
    """Load a comment with its answer, or raise Missing."""
    return submission_of(the_comment(slug, number, comment))


def submission_of(comment: Comment) -> Submission:
    """Return a loaded comment with its answer and those who decided on it."""
    return Submission(comment, answer_to(comment.id), deciders_of(comment.id))


def answer_to(comment_id: int) -> Answer | None:
    """Return the answer to a comment, in whatever state, as it stands now."""
    found = select(Answer).where(Answer.comment_id == comment_id)
    return db.session.scalar(found.execution_options(populate_existing=True))


def edits_of(answer_id: int) -> Sequence[AnswerEdit]:
    """Return what a published answer said before its corrections, the latest first."""
    edits = select(AnswerEdit).where(AnswerEdit.answer_id == answer_id)
    return db.session.scalars(edits.order_by(AnswerEdit.id.desc())).all()


def writer_of(answer: Answer) -> str:
    """Return the public name of who wrote an answer last; for staff only."""
    account = db.session.get(Account, answer.author_id)
    return account.public_name if account else ""


def answers_by(person_id: int) -> Sequence[Any]:
    """Return the answers that somebody wrote last, the oldest first."""
    return db.session.execute(
        select(Answer, Consultation.slug, Amendment.number)
        .join(Amendment, Amendment.id == Answer.amendment_id)
        .join(Consultation, Consultation.id == Answer.consultation_id)
        .where(Answer.author_id == person_id)
        .order_by(Answer.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Meter:
    """How many suggestions and other comments are published, and how many have an answer."""

    suggestions: int
    suggestions_answered: int
    others: int
    others_answered: int

    @property
    def suggestions_open(self) -> int:
        """Return how many suggestions still wait."""
        return self.suggestions - self.suggestions_answered

    @property
    def others_open(self) -> int:
        """Return how many other comments have no answer."""
        return self.others - self.others_answered


def meter_of(consultation_id: int) -> Meter:
    """Return what was received and answered, from the counters of the amendments, in one read."""
    found = db.session.execute(_counters(), {"place": consultation_id})
    sums = {name: int(count or 0) for name, count in found}
    suggestions = sums["suggestions"]
    return Meter(
        suggestions,
        sums["answered suggestion"],
        sums["roots"] - suggestions,
        sums["answered comment"],
    )


@cache
def _counters() -> Any:
    """Return the statement that reads the counters; made once, for every contents page asks it."""
    parts = [
        _sum("suggestions", ClauseCount, ClauseCount.clause.endswith(SUGGESTED)),
        _sum(
            "roots",
            CommentCount,
            CommentCount.kind.in_(list(Stance)) & (CommentCount.state == CommentState.PUBLISHED),
        ),
        *(
            _sum(f"answered {kind}", AnsweredCount, AnsweredCount.kind == kind)
            for kind in ("suggestion", "comment")
        ),
    ]
    return union_all(
        *(part.where(Amendment.consultation_id == bindparam("place")) for part in parts)
    )


def _sum(name: str, counts: Any, condition: ColumnElement[bool]) -> Any:
    return (
        select(literal(name), func.sum(counts.count))
        .join(Amendment, Amendment.id == counts.amendment_id)
        .where(condition)
    )


def numbers_in(consultation_id: int) -> dict[str, int]:
    """Return the numbers of the amendments in their order, each with its key."""
    found = select(Amendment.number, Amendment.id).where(
        Amendment.consultation_id == consultation_id
    )
    rows = db.session.execute(found.order_by(Amendment.position, Amendment.id))
    return {row.number: row.id for row in rows}


def drafts_in(consultation_id: int) -> int:
    """Return how many answers are in draft; officials write them, so they are few."""
    drafts = select(func.count()).where(
        Answer.consultation_id == consultation_id,
        Answer.state == State.DRAFT,
        Answer.comment_id.is_not(None),
    )
    return db.session.scalar(drafts) or 0


def without_answer(
    consultation_id: int, amendment_id: int | None, after: str | None, channel: str | None = None
) -> Page[Any]:
    """Return a page of what nobody has begun to answer: suggestions first, each longest first."""
    place = read_place(after, 2)
    found: list[Any] = []
    for part, suggests in enumerate((True, False)):
        if place and part < place[0]:
            continue
        query = waiting(consultation_id, amendment_id, suggests=suggests)
        query = query.where(Comment.channel == channel) if channel else query
        if place and part == place[0]:
            query = query.where(Comment.id > place[1])
        rows = db.session.execute(query.limit(PER_PAGE + 1 - len(found))).all()
        found += [(part, row) for row in rows]
        if len(found) > PER_PAGE:
            break
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    rest = write_place(last[0], last[1].id) if last else None
    return Page([row for _part, row in found[:PER_PAGE]], rest)


def waiting(consultation_id: int, amendment_id: int | None, *, suggests: bool) -> Any:
    """Select what nobody has begun to answer: suggestions, or the other comments."""
    begun = select(Answer.id).where(Answer.comment_id == Comment.id).exists()
    kind = Comment.suggestion.is_not(None) if suggests else Comment.suggestion.is_(None)
    # Word for word what the partial indexes hold, then the little that they cannot tell.
    conditions = [LISTED, Comment.root_id.is_(None), Comment.answered_at.is_(None), kind]
    conditions += [Comment.state == CommentState.PUBLISHED, Comment.argument_id.is_(None), ~begun]
    return (
        _rows(consultation_id, amendment_id)
        .where(Comment.consultation_id == consultation_id, *conditions)
        .order_by(Comment.id)
    )


def with_answer(
    state: State,
    consultation_id: int,
    amendment_id: int | None,
    after: str | None,
    channel: str | None = None,
) -> Page[Any]:
    """Return a page of submissions whose answer is in draft or published, the latest first."""
    place = read_place(after, 1)
    query = (
        _rows(consultation_id, amendment_id)
        .add_columns(Answer.id.label("answer_id"), Answer.disposition, Answer.published_at)
        .add_columns(Answer.saved_at)
        .join(Answer, Answer.comment_id == Comment.id)
        .where(Answer.consultation_id == consultation_id, Answer.state == state)
    )
    query = query.where(Comment.channel == channel) if channel else query
    if place:
        query = query.where(Answer.id < place[0])
    found = db.session.execute(query.order_by(Answer.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].answer_id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


ROW = "id parent_id state language stance suggestion channel created_at agrees disagrees".split()  # noqa: SIM905


def _rows(consultation_id: int, amendment_id: int | None) -> Any:
    query = select(
        *(getattr(Comment, name) for name in ROW),
        Comment.body,
        Comment.suggested,
        Amendment.number,
    ).join(Amendment, Amendment.id == Comment.amendment_id)
    if amendment_id is not None:
        query = query.where(Comment.amendment_id == amendment_id)
    return query
