"""Every write of phases: add, change, remove. They open and close by themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from consult.consultations.actions import lock_phases
from consult.consultations.models import Consultation, Phase
from consult.consultations.rules import Ability, State, has_begun, overlap
from consult.consultations.setup import tell, touch_all
from consult.core import clock, gate
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.core.words import lazy


@dataclass(slots=True, kw_only=True)
class PhaseDraft:
    """A phase as somebody wants it, the moments in UTC."""

    opens_at: datetime
    closes_at: datetime
    votes: bool
    comments: bool
    reactions: bool
    titles: dict[str, str]
    closed_at: datetime | None = None

    def opens(self, ability: Ability) -> bool:
        """Tell whether it opens an ability."""
        return {
            Ability.VOTE: self.votes,
            Ability.COMMENT: self.comments,
            Ability.REACT: self.reactions,
        }[ability]


def add_phase(consultation: Consultation, draft: PhaseDraft) -> Phase:
    """Add a phase where no other opens the same."""
    others = _locked(consultation)
    _check_dates(draft)
    _check_room(draft, others)
    position = max((one.position for one in others), default=0) + 1
    phase = Phase(consultation_id=consultation.id, position=position)
    phase.opens_at, phase.closes_at = draft.opens_at, draft.closes_at
    _fill(phase, draft)
    consultation.phases.append(phase)
    _put_in_order(consultation)
    _tell("added", consultation, phase)
    return phase


def change_phase(consultation: Consultation, phase: Phase, draft: PhaseDraft) -> None:
    """Change a phase; of one that has begun only its titles and its end."""
    others = [one for one in _locked(consultation) if one is not phase]
    if phase.closed_at is not None:
        raise Conflict(lazy("This phase is closed; its dates no longer change."))
    _check_dates(draft)
    if consultation.state == State.OPEN and has_begun(phase, clock.now()):
        _keep_what_runs(phase, draft)
    _check_room(draft, others)
    _fill(phase, draft)
    _put_in_order(consultation)
    _tell("changed", consultation, phase)


def remove_phase(consultation: Consultation, phase: Phase) -> None:
    """Remove a phase that nobody has used yet."""
    others = [one for one in _locked(consultation) if one is not phase]
    published = consultation.state != State.DRAFT
    if phase.closed_at is not None or (published and has_begun(phase, clock.now())):
        raise Conflict(lazy("This phase has begun; it can be closed, but not removed."))
    if published and not others:
        raise Conflict(lazy("A published consultation keeps at least one phase."))
    _tell("removed", consultation, phase)
    db.session.execute(delete(Phase).where(Phase.id == phase.id))
    db.session.expire(consultation, ["phases"])


def _locked(consultation: Consultation) -> list[Phase]:
    if consultation.state not in {State.DRAFT, State.OPEN}:
        raise Conflict(lazy("This consultation is over; it can no longer be changed."))
    gate.shut(gate.VOTING, consultation.id)
    return lock_phases(consultation)


def _check_dates(draft: PhaseDraft) -> None:
    if draft.closes_at <= draft.opens_at:
        raise Invalid(lazy("The end must come after the beginning."), field="closes_at")
    if draft.closes_at <= clock.now():
        raise Invalid(lazy("This end lies in the past."), field="closes_at")
    if not any(draft.opens(ability) for ability in Ability):
        raise Invalid(lazy("Choose at least one thing that the phase opens."), field="votes")


def _check_room(draft: PhaseDraft, others: list[Phase]) -> None:
    for other in others:
        if overlap(draft, other):
            message = lazy(
                "Phase %(number)s already opens the same at that time.", number=other.position
            )
            raise Invalid(message, field="opens_at")


def _keep_what_runs(phase: Phase, draft: PhaseDraft) -> None:
    """Refuse to change under people's hands what they were promised."""
    if _minute(draft.opens_at) != _minute(phase.opens_at):
        message = lazy("This phase has begun; its beginning no longer changes.")
        raise Invalid(message, field="opens_at")
    if any(draft.opens(ability) != phase.opens(ability) for ability in Ability):
        message = lazy("This phase has begun; what it opens no longer changes.")
        raise Invalid(message, field="votes")


def _fill(phase: Phase, draft: PhaseDraft) -> None:
    # A form shows minutes: what was not changed keeps its seconds.
    if _minute(phase.opens_at) != _minute(draft.opens_at):
        phase.opens_at = draft.opens_at
    if _minute(phase.closes_at) != _minute(draft.closes_at):
        phase.closes_at = draft.closes_at
    phase.titles = draft.titles or None
    phase.votes, phase.comments = draft.votes, draft.comments
    phase.reactions = draft.reactions


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _put_in_order(consultation: Consultation) -> None:
    """Number the phases by their beginning; by way of negative numbers, for the unique key."""
    ordered = sorted(consultation.phases, key=lambda one: one.opens_at)
    if [one.position for one in ordered] != list(range(1, len(ordered) + 1)):
        for sign in (-1, 1):
            for position, phase in enumerate(ordered, 1):
                phase.position = sign * position
            db.session.flush()
    touch_all(consultation)


def _tell(what: str, consultation: Consultation, phase: Phase) -> None:
    tell(
        consultation,
        phase=what,
        opens_at=phase.opens_at.isoformat(),
        closes_at=phase.closes_at.isoformat(),
        opens=[ability.value for ability in Ability if phase.opens(ability)],
    )
