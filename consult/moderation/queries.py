"""Every read of reports and decisions, and of the comments that wait for a moderator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.consultations.desk_rules import DeskRules
from consult.consultations.models import Amendment, Consultation, DeskSettings, Wording
from consult.consultations.rules import fallback_order
from consult.core import clock
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.moderation.cases import Case, Grounds
from consult.moderation.models import Appeal, Batch, Decision, Report
from consult.moderation.rules import PER_PAGE, UNDO_MINUTES, moderated_by
from consult.moderation.verdicts import AGAINST_A_PERSON


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


def consultations_moderated(reader: Reader) -> Sequence[Consultation]:
    """Return the consultations that somebody moderates, with their texts, newest first."""
    query = select(Consultation).options(joinedload(Consultation.texts))
    moderated = moderated_by(reader)
    if moderated is not None:
        query = query.where(Consultation.id.in_(moderated))
    return db.session.scalars(query.order_by(Consultation.id.desc())).unique().all()


def listed(comments: Sequence[Comment], language: str) -> list[Case]:
    """Return loaded comments as the cases of a list: with headings and reports."""
    headings = _headings({one.amendment.id: one for one in comments}, language)
    reports = open_reports([one.id for one in comments])
    return [Case(one, headings.get(one.amendment_id), reports.get(one.id, [])) for one in comments]


def rules_of(consultation_ids: Collection[int]) -> dict[int, DeskRules]:
    """Return the rules of several desks at once."""
    query = select(DeskSettings).where(DeskSettings.consultation_id.in_(consultation_ids))
    stored = {one.consultation_id: one for one in db.session.scalars(query)}
    return {
        number: DeskRules.read(stored[number].settings, stored[number].version)
        if number in stored
        else DeskRules()
        for number in consultation_ids
    }


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


def open_reports(comment_ids: Collection[int]) -> dict[int, list[Grounds]]:
    """Return the reports on each of these comments that no decision closed, by ground."""
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


def decided_cases(
    reader: Reader, place: Consultation | None, after: str | None
) -> Page[tuple[Decision, Comment]]:
    """Return the decisions on comments that somebody moderates, the latest first; not on theirs."""
    start = read_place(after, 1)
    query = (
        select(Decision, Comment)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.id < (start[0] if start else LARGEST_ID),
            Comment.author_id != reader.id,
            *_decided_where(reader, place),
        )
        .options(joinedload(Comment.amendment), joinedload(Comment.author))
        .order_by(Decision.id.desc())
        .limit(PER_PAGE + 1)
    )
    rows = [(decision, comment) for decision, comment in db.session.execute(query)]
    more = write_place(rows[PER_PAGE - 1][0].id) if len(rows) > PER_PAGE else None
    return Page(rows[:PER_PAGE], more)


def _decided_where(reader: Reader, place: Consultation | None) -> list[ColumnElement[bool]]:
    moderated = moderated_by(reader)
    here = [] if moderated is None else [Decision.consultation_id.in_(sorted(moderated))]
    return here + ([] if place is None else [Decision.consultation_id == place.id])


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
    answerers = select(Appeal.answered_by).where(
        Appeal.comment_id == comment_id, Appeal.answered_by.is_not(None)
    )
    return set(db.session.scalars(deciders.union(answerers)))


def last_decision_of(comment_ids: Collection[int]) -> dict[int, Decision]:
    """Return the latest decision on each of these comments itself, not on its author."""
    latest = (
        select(func.max(Decision.id))
        .where(Decision.comment_id.in_(comment_ids))
        .where(Decision.action.not_in(AGAINST_A_PERSON))
        .group_by(Decision.comment_id)
    )
    found = db.session.scalars(select(Decision).where(Decision.id.in_(latest)))
    return {decision.comment_id: decision for decision in found}


def decision_by_id(number: int) -> Decision | None:
    """Return one decision."""
    return db.session.get(Decision, number)


@dataclass(frozen=True, slots=True)
class Undoable:
    """Decisions taken together that can still be undone."""

    id: int
    count: int
    until: datetime


def batch_to_undo(reader: Reader) -> Undoable | None:
    """Return what this moderator decided together last, as long as it can be undone."""
    count = select(func.count()).where(Decision.batch_id == Batch.id).scalar_subquery()
    row = db.session.execute(
        select(Batch.id, Batch.at, count.label("decided"))
        .where(
            Batch.moderator_id == reader.id,
            Batch.undone_at.is_(None),
            Batch.at > clock.now() - timedelta(minutes=UNDO_MINUTES),
        )
        .order_by(Batch.id.desc())
        .limit(1)
    ).first()
    return Undoable(row.id, row.decided, row.at + timedelta(minutes=UNDO_MINUTES)) if row else None


def the_batch(batch: int) -> Batch:
    """Load decisions that were taken together, or raise Missing."""
    found = db.session.get(Batch, batch) if batch <= LARGEST_ID else None
    if found is None:
        raise Missing
    return found


def amendment_numbered(consultation_id: int, number: str) -> Amendment | None:
    """Return an amendment of a consultation by its number."""
    here = (Amendment.consultation_id == consultation_id, Amendment.number == number)
    return db.session.scalar(select(Amendment).where(*here))
