"""Every read of votes and tallies. What somebody voted is for themselves only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Dialect,
    Select,
    and_,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from consult.consultations.models import Amendment, Consultation, Phase
from consult.consultations.rules import State
from consult.core.db import db
from consult.core.paging import Page, read_place, write_place
from consult.votes.models import Tally, Vote, VoteEvent
from consult.votes.rules import Choice
from consult.votes.tally import TallyView

PER_PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 250_000_000_000_000_000
"""The largest moment in microseconds that an address may name: it lies in the year 9892."""


def tally_of(amendment_id: int) -> TallyView:
    """Return the tally of an amendment, exact at one moment."""
    return _tallies(_steps([amendment_id]))[amendment_id]


def tallies_of(consultation_id: int) -> dict[int, TallyView]:
    """Return the tally of every amendment of a consultation by the amendment's key."""
    inside = select(Amendment.id).where(Amendment.consultation_id == consultation_id)
    return _tallies(_steps(inside))


def _steps(amendments: Any) -> Select[int, int, bool, str, int]:
    """Select rolled-up counts and pending events together.

    It must stay one statement: both databases read a statement at one moment, and a roll-up
    moves events into counts within one transaction, so nothing is counted twice or not at all.
    """
    both = union_all(
        select(Tally.amendment_id, Tally.revision, Tally.verified, Tally.choice, Tally.count).where(
            Tally.amendment_id.in_(amendments)
        ),
        select(
            VoteEvent.amendment_id,
            VoteEvent.revision,
            VoteEvent.verified,
            VoteEvent.choice,
            VoteEvent.step,
        ).where(VoteEvent.amendment_id.in_(amendments)),
    ).subquery()
    cell = (both.c.amendment_id, both.c.revision, both.c.verified, both.c.choice)
    return select(*cell, func.sum(both.c.count).label("number")).group_by(*cell)


def tally_in_words(amendment: str, dialect: Dialect) -> str:
    """Return the statement of `tally_of` as a database reads it, to be a part of another one.

    `amendment` is what stands for its key; the columns are amendment_id, revision, verified,
    choice and number.
    """
    return str(_steps([literal_column(amendment)]).compile(dialect=dialect))


def recount_of(amendment_id: int) -> TallyView:
    """Count the votes of an amendment themselves; slow where there are many."""
    return _tallies(votes_counted().where(Vote.amendment_id == amendment_id))[amendment_id]


def recounts_of(consultation_id: int) -> dict[int, TallyView]:
    """Count the votes of every amendment of a consultation themselves."""
    counted = votes_counted().join(Amendment, Amendment.id == Vote.amendment_id)
    return _tallies(counted.where(Amendment.consultation_id == consultation_id))


def votes_counted() -> Select[int, int, bool, str, int]:
    """Select the counts of the votes themselves, by amendment and cell."""
    cell = (Vote.amendment_id, Vote.revision, Vote.verified, Vote.choice)
    return select(*cell, func.count()).group_by(*cell)


def _tallies(counted: Select[int, int, bool, str, int]) -> dict[int, TallyView]:
    """Return tallies by amendment; an amendment that nobody voted on has an empty one."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for amendment_id, *cell in db.session.execute(counted):
        rows[amendment_id].append(cell)
    found: dict[int, TallyView] = defaultdict(TallyView)
    found.update((key, TallyView.of(cells)) for key, cells in rows.items())
    return found


def votes_of(person_id: int, after: str | None = None) -> Page[Any]:
    """Return a page of somebody's votes, the newest first, for themselves."""
    place = read_place(after, 2)
    query = _votes_of(person_id)
    if place:
        cast_at = EPOCH + timedelta(microseconds=max(0, min(place[0], LATEST)))
        earlier = and_(Vote.cast_at == cast_at, Vote.amendment_id < place[1])
        query = query.where(or_(Vote.cast_at < cast_at, earlier))
    found = db.session.execute(query.limit(PER_PAGE + 1)).all()
    if len(found) <= PER_PAGE:
        return Page(found, None)
    last = found[PER_PAGE - 1]
    moment = (last.cast_at - EPOCH) // timedelta(microseconds=1)
    return Page(found[:PER_PAGE], write_place(moment, last.amendment_id))


def all_votes_of(person_id: int, most: int | None = None) -> Sequence[Any]:
    """Return all of somebody's votes, or the latest: slug, number, choice; one an amendment."""
    return db.session.execute(_votes_of(person_id).limit(most)).all()


def _votes_of(person_id: int) -> Any:
    return (
        select(
            Consultation.slug,
            Amendment.number,
            Vote.amendment_id,
            Vote.choice,
            Vote.revision,
            Amendment.revision.label("revision_in_force"),
            Vote.cast_at,
        )
        .join(Amendment, Amendment.id == Vote.amendment_id)
        .join(Consultation, Consultation.id == Amendment.consultation_id)
        .where(Vote.voter_id == person_id)
        .order_by(Vote.cast_at.desc(), Vote.amendment_id.desc())
    )


def amendments_voted_on(person_id: int) -> Sequence[Amendment]:
    """Return the amendments that somebody voted on, with their consultations, in one order."""
    return db.session.scalars(
        select(Amendment)
        .join(Vote, Vote.amendment_id == Amendment.id)
        .where(Vote.voter_id == person_id)
        .order_by(Amendment.consultation_id, Amendment.id)
        .options(joinedload(Amendment.consultation))
    ).all()


def choices_of(person_id: int, consultation_id: int) -> dict[int, Choice]:
    """Return somebody's choices in a consultation by the amendment's key, for themselves."""
    rows: Iterable[Any] = db.session.execute(
        select(Vote.amendment_id, Vote.choice)
        .join(Amendment, Amendment.id == Vote.amendment_id)
        .where(Vote.voter_id == person_id, Amendment.consultation_id == consultation_id)
    )
    return {amendment_id: Choice(choice) for amendment_id, choice in rows}


def consultations_to_close(now: datetime) -> Sequence[int]:
    """Return the keys of the open consultations with a phase whose time is over."""
    return db.session.scalars(
        select(Consultation.id)
        .join(Phase, Phase.consultation_id == Consultation.id)
        .where(Consultation.state == State.OPEN, Phase.closed_at.is_(None), Phase.closes_at <= now)
        .distinct()
        .order_by(Consultation.id)
    ).all()


def events_wait() -> bool:
    """Tell whether there are events to roll up."""
    return db.session.scalar(select(VoteEvent.id).limit(1)) is not None
