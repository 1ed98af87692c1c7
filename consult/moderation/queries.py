"""Every read of reports and decisions, and of the comments that wait for a moderator."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, text, tuple_
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.rules import fallback_order
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.moderation.cases import Case, Grounds
from consult.moderation.models import Decision, Report
from consult.moderation.rules import MOST_COUNTED, PER_PAGE, Show, moderated_by

LARGEST_ID = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COUNTED = (Show.ALL, Show.HELD, Show.REPORTED)
_WAITING: Any = text("comments.waiting_since IS NOT NULL")
_REPORTED: Any = text("comments.open_reports > 0")
"""Word for word as in the partial indexes; SQLite uses them for nothing else."""
_Parent = aliased(Comment, name="parent")


def the_case(comment: int) -> Comment:
    """Load a comment with its author, amendment, consultation and phases, or raise Missing."""
    query = select(Comment).where(Comment.id == comment).options(*_context())
    found = db.session.scalars(query).unique().one_or_none() if comment <= LARGEST_ID else None
    if found is None:
        raise Missing
    return found


def _context() -> list[Any]:
    return [
        joinedload(Comment.amendment),
        joinedload(Comment.consultation).joinedload(Consultation.phases),
        joinedload(Comment.author),
    ]


def case_of(comment: Comment, language: str) -> Case:
    """Return a loaded comment as a case."""
    query = select(_Parent).where(_Parent.id == comment.parent_id)
    parent = db.session.scalar(query.options(joinedload(_Parent.author)))
    return _completed([Case(comment, parent)], language)[0]


def waiting_cases(
    reader: Reader, show: Show, place: Consultation | None, after: str | None, language: str
) -> Page[Case]:
    """Return the cases that wait for this moderator, the longest waiting first."""
    query = (
        select(Comment, _Parent)
        .outerjoin(_Parent, _Parent.id == Comment.parent_id)
        .where(_WAITING, *_visible_to(reader, place), *_kind(show))
        .options(
            joinedload(Comment.amendment),
            joinedload(Comment.consultation),
            joinedload(Comment.author),
            joinedload(_Parent.author),
        )
        .order_by(Comment.waiting_since, Comment.id)
        .limit(PER_PAGE + 1)
    )
    if start := read_place(after, 2):
        query = query.where(tuple_(Comment.waiting_since, Comment.id) > _place(start))
    rows = db.session.execute(query).all()
    cases = [Case(comment, parent) for comment, parent in rows[:PER_PAGE]]
    return Page(_completed(cases, language), _next(cases) if len(rows) > PER_PAGE else None)


def _next(cases: list[Case]) -> str:
    last = cases[-1].comment
    since = last.waiting_since or _EPOCH
    return write_place((since - _EPOCH) // _MICROSECOND, last.id)


def _place(start: tuple[int, ...]) -> Any:
    try:
        since = _EPOCH + start[0] * _MICROSECOND
    except OverflowError:
        raise Missing from None
    return tuple_(since, start[1], types=[Comment.waiting_since.type, Comment.id.type])


def _visible_to(reader: Reader, place: Consultation | None) -> list[ColumnElement[bool]]:
    """Return the conditions: consultations that the reader moderates, never their own texts."""
    conditions: list[ColumnElement[bool]] = [Comment.author_id != reader.id]
    moderated = moderated_by(reader)
    if moderated is not None:
        conditions.append(Comment.consultation_id.in_(moderated))
    if place is not None:
        conditions.append(Comment.consultation_id == place.id)
    return conditions


def _kind(show: Show) -> list[ColumnElement[bool]]:
    if show == Show.HELD:
        return [Comment.state == State.HELD]
    return [_REPORTED] if show == Show.REPORTED else []


def waiting_counts(reader: Reader, place: Consultation | None) -> dict[Show, int]:
    """Return how many cases wait for this moderator: all, held, reported.

    Counting stops one past MOST_COUNTED: an avalanche must not make every page of the queue slow.
    """
    counts = [_up_to_most(*_visible_to(reader, place), *_kind(show)) for show in _COUNTED]
    return dict(zip(_COUNTED, db.session.execute(select(*counts)).one(), strict=True))


def _up_to_most(*conditions: ColumnElement[bool]) -> Any:
    some = select(Comment.id).where(_WAITING, *conditions).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def consultations_moderated(reader: Reader) -> Sequence[Consultation]:
    """Return the consultations that somebody moderates, with their texts, newest first."""
    query = select(Consultation).options(joinedload(Consultation.texts))
    moderated = moderated_by(reader)
    if moderated is not None:
        query = query.where(Consultation.id.in_(moderated))
    return db.session.scalars(query.order_by(Consultation.id.desc())).unique().all()


def _completed(cases: list[Case], language: str) -> list[Case]:
    """Add what is asked for all cases at once: headings, reports, the authors' records."""
    headings = _headings({case.comment.amendment.id: case.comment for case in cases}, language)
    reports = _open_reports([case.comment.id for case in cases])
    counts = _counts_of_authors({case.comment.author_id for case in cases})
    for case in cases:
        case.heading = headings.get(case.comment.amendment_id)
        case.reports = reports.get(case.comment.id, [])
        case.author_counts = counts.get(case.comment.author_id, {})
    return cases


def _headings(comments: dict[int, Comment], language: str) -> dict[int, Row[Any]]:
    query = (
        select(Wording.amendment_id, Wording.language, Wording.title)
        .join(Amendment, Amendment.id == Wording.amendment_id)
        .where(Amendment.id.in_(comments), Wording.revision == Amendment.revision)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.amendment_id, {})[row.language] = row
    return {
        number: _best(have, language, comments[number].consultation.authoritative)
        for number, have in found.items()
    }


def _best(have: dict[str, Row[Any]], language: str, authoritative: str) -> Row[Any]:
    return next(have[one] for one in fallback_order(language, authoritative, have) if one in have)


def _open_reports(comment_ids: Collection[int]) -> dict[int, list[Grounds]]:
    # Grouped by the note too: a thousand reports without one are a single row.
    query = (
        select(Report.comment_id, Report.ground, Report.note, func.count().label("times"))
        .where(Report.comment_id.in_(comment_ids), Report.decision_id.is_(None))
        .group_by(Report.comment_id, Report.ground, Report.note)
        .order_by(Report.comment_id, Report.ground, Report.note)
    )
    found: dict[int, dict[str, Grounds]] = {}
    for row in db.session.execute(query):
        one = found.setdefault(row.comment_id, {}).setdefault(row.ground, Grounds(row.ground))
        one.count += row.times
        one.notes += [row.note] if row.note else []
    return {
        number: sorted(one.values(), key=lambda grounds: -grounds.count)
        for number, one in found.items()
    }


def _counts_of_authors(people: Collection[int]) -> dict[int, dict[str, int]]:
    query = (
        select(Comment.author_id, Comment.state, func.count().label("times"))
        .where(Comment.author_id.in_(people))
        .group_by(Comment.author_id, Comment.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.author_id, {})[row.state] = row.times
    return found


def decided_cases(
    reader: Reader, place: Consultation | None, after: str | None
) -> Page[tuple[Decision, Comment]]:
    """Return the decisions on comments that somebody moderates, the latest first."""
    query = (
        select(Decision, Comment)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(*_visible_to(reader, place))
        .options(joinedload(Comment.amendment), joinedload(Comment.author))
        .order_by(Decision.id.desc())
        .limit(PER_PAGE + 1)
    )
    if start := read_place(after, 1):
        query = query.where(Decision.id < start[0])
    rows = [(decision, comment) for decision, comment in db.session.execute(query)]
    more = write_place(rows[PER_PAGE - 1][0].id) if len(rows) > PER_PAGE else None
    return Page(rows[:PER_PAGE], more)


def decisions_on(comment_id: int) -> Sequence[tuple[Decision, str]]:
    """Return the decisions on a comment, latest first, each with the moderator's public name."""
    query = (
        select(Decision, name_shown())
        .join(Account, Account.id == Decision.moderator_id)
        .where(Decision.comment_id == comment_id)
        .order_by(Decision.id.desc())
    )
    return [(decision, name) for decision, name in db.session.execute(query)]


def deciders_of(comment_id: int) -> set[int]:
    """Return the accounts that have decided on a comment, however."""
    deciders = select(Decision.moderator_id).where(Decision.comment_id == comment_id)
    return set(db.session.scalars(deciders))


def last_decision_of(comment_ids: Collection[int]) -> dict[int, Decision]:
    """Return the latest decision on each of these comments that has one."""
    latest = (
        select(func.max(Decision.id))
        .where(Decision.comment_id.in_(comment_ids))
        .group_by(Decision.comment_id)
    )
    found = db.session.scalars(select(Decision).where(Decision.id.in_(latest)))
    return {decision.comment_id: decision for decision in found}


def decision_by_id(number: int) -> Decision | None:
    """Return one decision."""
    return db.session.get(Decision, number)
