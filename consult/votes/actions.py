"""Every write of votes: cast, change, withdraw, and the cut when voting closes."""

from collections.abc import Sequence

from consult.accounts.rules import Reader
from consult.consultations.actions import lock_phases, touch
from consult.consultations.models import Amendment, Consultation, Phase
from consult.consultations.queries import amendments_of, consultation_by_id
from consult.consultations.rules import Ability, State, running_phase
from consult.core import clock, gate
from consult.core.db import db
from consult.core.errors import Conflict, NotAllowed
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.votes.papers import ballot_paper_of
from consult.votes.queries import consultations_to_close, recounts_of
from consult.votes.rules import BallotPaper, Cell, Choice
from consult.votes.storing import remove, store


def cast_vote(
    amendment: Amendment | BallotPaper, reader: Reader, choice: Choice, seen: int | None = None
) -> bool:
    """Cast or change the reader's vote; False when it stood so already.

    `seen` is the revision that the reader had before their eyes; Conflict if it is out of date.
    """
    paper = _open_paper(amendment)
    new = cell_of(paper, reader, choice, seen)
    return store(paper.id, _key(reader), new) != new


def cell_of(paper: BallotPaper, reader: Reader, choice: Choice, seen: int | None) -> Cell:
    """Return what a vote adds to the tally; Conflict where the voter saw another revision."""
    if seen is not None and seen != paper.revision:
        raise Conflict(
            lazy("This amendment has changed since you opened it."),
            lazy("Your vote was not recorded. Look at what changed, then vote."),
        )
    return choice.value, paper.revision, reader.verified


def withdraw_vote(amendment: Amendment | BallotPaper, reader: Reader) -> bool:
    """Take the reader's vote back, leaving none; False when there was none."""
    paper = _open_paper(amendment)
    return remove(paper.id, _key(reader)) is not None


def _key(reader: Reader) -> int:
    """Return the key of whoever votes; the table of permissions lets nobody come without."""
    if reader.id is None:
        raise NotAllowed(lazy("This needs you to be signed in."))
    return reader.id


def _open_paper(amendment: Amendment | BallotPaper) -> BallotPaper:
    """Return the paper from behind the gate, or raise Conflict where voting has closed."""
    paper = amendment if isinstance(amendment, BallotPaper) else ballot_paper_of(amendment.id)
    place = paper.consultation
    if running_phase(place.state, place.phases, Ability.VOTE, clock.now()) is None:
        raise Conflict(
            lazy("Voting closed before this reached us."),
            lazy("Nothing was changed. What you voted before still counts."),
        )
    return paper


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
