"""Every write of votes: cast, change, withdraw, and the cut when voting closes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from consult.accounts.rules import Reader
from consult.consultations.actions import lock_phases, touch
from consult.consultations.models import Amendment, Consultation, Phase
from consult.consultations.queries import amendments_of, consultation_by_id, phase_for_vote
from consult.consultations.rules import Ability, State, running_phase
from consult.core import clock, gate
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.votes.models import Vote, VoteEvent
from consult.votes.queries import consultations_to_close, recounts_of
from consult.votes.rules import Choice

Cell = tuple[str, int, bool]
"""What a vote adds to the tally: choice, revision seen, verified identity."""


def cast_vote(
    amendment: Amendment, reader: Reader, choice: Choice, seen: int | None = None
) -> bool:
    """Cast or change the reader's vote; False when it stood so already.

    `seen` is the revision that the reader had before their eyes; Conflict if it is out of date.
    """
    if seen is not None and seen != amendment.revision:
        raise Conflict(
            lazy("This amendment has changed since you opened it."),
            lazy("Your vote was not recorded. Look at what changed, then vote."),
        )
    _hold_voting_open(amendment)
    new: Cell = (choice, amendment.revision, reader.verified)
    old = _store(amendment, reader, new)
    if old == new:
        return False
    _append(amendment.id, [(-1, old), (1, new)] if old else [(1, new)])
    return True


def withdraw_vote(amendment: Amendment, reader: Reader) -> bool:
    """Take the reader's vote back, leaving none; False when there was none."""
    _hold_voting_open(amendment)
    gone = db.session.execute(
        delete(Vote)
        .where(*_own(amendment, reader))
        .returning(Vote.choice, Vote.revision, Vote.verified)
        .execution_options(synchronize_session=False)
    ).first()
    if gone is None:
        return False
    _append(amendment.id, [(-1, _cell(gone))])
    return True


def _hold_voting_open(amendment: Amendment) -> None:
    """Keep voting open until this transaction ends, or raise Conflict where it has closed."""
    gate.go_in(gate.VOTING, amendment.consultation_id)
    phases = phase_for_vote(amendment.consultation_id)
    state = amendment.consultation.state
    if running_phase(state, phases, Ability.VOTE, clock.now()) is None:
        raise Conflict(
            lazy("Voting closed before this reached us."),
            lazy("Nothing was changed. What you voted before still counts."),
        )


def _store(amendment: Amendment, reader: Reader, new: Cell) -> Cell | None:
    """Store the vote; return what it replaces. The key decides who comes first, not we."""
    choice, revision, verified = new
    values = {"choice": choice, "revision": revision, "verified": verified, "cast_at": clock.now()}
    key = {"amendment_id": amendment.id, "voter_id": reader.id}
    while True:
        added = insert_or_ignore(Vote, **key, **values).returning(Vote.voter_id)
        if db.session.execute(added).first():
            return None
        row = db.session.execute(
            select(Vote.choice, Vote.revision, Vote.verified)
            .where(*_own(amendment, reader))
            .with_for_update()
        ).first()
        if row is None:  # withdrawn in another window just now
            continue
        old = _cell(row)
        if old != new:
            db.session.execute(
                update(Vote)
                .where(*_own(amendment, reader))
                .values(**values)
                .execution_options(synchronize_session=False)
            )
        return old


def _own(amendment: Amendment, reader: Reader) -> tuple[ColumnElement[bool], ...]:
    return Vote.amendment_id == amendment.id, Vote.voter_id == reader.id


def _cell(row: Any) -> Cell:
    return row.choice, row.revision, row.verified


def _append(amendment_id: int, steps: Sequence[tuple[int, Cell]]) -> None:
    """Add events to be rolled up; that they name nobody is what lets tallies be public."""
    rows = [
        {
            "amendment_id": amendment_id,
            "choice": choice,
            "revision": revision,
            "verified": verified,
            "step": step,
        }
        for step, (choice, revision, verified) in steps
    ]
    db.session.execute(insert(VoteEvent).values(rows))


def close_consultation(consultation: Consultation) -> None:
    """Close voting now: the votes under way still count, later ones are refused."""
    phases = [phase for phase in _locked(consultation) if phase.closed_at is None]
    if consultation.state != State.OPEN or not phases:
        raise Conflict(lazy("This consultation is not open."))
    _cut(consultation, phases)


def close_what_is_due() -> None:
    """Close the phases whose time is over; those that somebody else closed meanwhile are left."""
    now = clock.now()
    for consultation_id in consultations_to_close(now):
        consultation = consultation_by_id(consultation_id)
        due = [
            one for one in _locked(consultation) if one.closed_at is None and one.closes_at <= now
        ]
        if due:
            _cut(consultation, due)


def _locked(consultation: Consultation) -> list[Phase]:
    """Return the phases when the last vote under way is stored and no other can begin."""
    gate.shut(gate.VOTING, consultation.id)
    return lock_phases(consultation)


def _cut(consultation: Consultation, phases: Sequence[Phase]) -> None:
    """Close locked phases, recount, and put the tallies into the ledger."""
    now = clock.now()
    for phase in phases:
        phase.closed_at = min(now, phase.closes_at)
    if all(phase.closed_at is not None for phase in consultation.phases):
        consultation.state = State.CLOSED
    consultation.version += 1
    db.session.flush()
    amendments = amendments_of(consultation)
    for amendment in amendments:
        touch(amendment.id)
    tallies = recounts_of(consultation.id)
    record(
        Event.CONSULTATION_CLOSED,
        f"consultation:{consultation.id}",
        consultation_id=consultation.id,
        closed_at=max(phase.closed_at for phase in phases if phase.closed_at).isoformat(),
        tallies={amendment.number: tallies[amendment.id].figures() for amendment in amendments},
    )
