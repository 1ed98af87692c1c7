"""Appealing against a decision once, and answering an appeal as somebody who did not take it."""

from datetime import timedelta

from sqlalchemy import update

from consult.accounts.rules import Reader
from consult.comments.queries import lock_author
from consult.comments.rules import State
from consult.consultations.actions import touch
from consult.consultations.desk_rules import rules_for
from consult.core import clock, jobs
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.words import lazy, lazy_number
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.appeal_cases import Appealed
from consult.moderation.models import Appeal, Sanction
from consult.moderation.sanctions import lock_person
from consult.moderation.undoing import lock_what_was_decided, undo
from consult.moderation.verdicts import LONGEST_APPEAL, Outcome, SanctionKind, SanctionState

EVENTS = {
    Outcome.UPHELD: Event.APPEAL_UPHELD,
    Outcome.OVERTURNED: Event.APPEAL_OVERTURNED,
}
TOO_LONG_APPEAL = lazy("Shorten the text to %(most)s characters.", most=lazy_number(LONGEST_APPEAL))


def make_appeal(case: Appealed, reader: Reader, body: str) -> int:
    """Object to a decision; Conflict where this person has done so already."""
    if not body:
        raise Invalid(lazy("Say why you think that the decision is wrong."), field="body")
    if len(body) > LONGEST_APPEAL:
        raise Invalid(TOO_LONG_APPEAL, field="body")
    lock_author(reader.id)
    now, comment = clock.now(), case.comment
    new = insert_or_ignore(
        Appeal,
        decision_id=case.decision.id,
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        author_id=reader.id,
        body=body,
        at=now,
        due_at=now + timedelta(days=rules_for(comment.consultation_id).answer_days),
        note="",
    )
    number = db.session.scalar(new.returning(Appeal.id))
    if number is None:
        raise Conflict(lazy("You have appealed against this decision already."))
    _record(Event.APPEAL_MADE, case)
    return int(number)


def answer_appeal(case: Appealed, reader: Reader, outcome: Outcome, note: str) -> None:
    """Uphold or overturn a decision; overturning undoes what of it still stands.

    Raises Conflict where somebody answered it first, or where its author ended it meanwhile.
    """
    appeal, comment = case.appeal, case.comment
    if appeal is None or outcome not in EVENTS:
        raise Conflict(lazy("There is no appeal to answer."))
    if not note:
        raise Invalid(lazy("Say in the note why."), field="note")
    if reader.id in {*case.decided_by, *case.answered_by, case.author_id}:
        raise NotAllowed(lazy("You took part in this; somebody else must answer the appeal."))
    if case.sanction:
        lock_person(appeal.author_id)
    db.session.refresh(appeal, with_for_update={"key_share": True})
    lock_what_was_decided(comment, case.decision)
    if not case.waits:
        raise Conflict(_why_not(case, appeal))
    appeal.outcome, appeal.note, appeal.answered_by = outcome, note, reader.id
    appeal.answered_at = clock.now()
    db.session.flush()
    if outcome == Outcome.OVERTURNED and case.stands:
        undo(comment, case.decision, case.sanction)
    if case.sanction is None:
        touch(comment.amendment_id)
    _record(EVENTS[outcome], case)
    jobs.enqueue("tell-appellant", {"appeal": appeal.id})


def _why_not(case: Appealed, appeal: Appeal) -> object:
    if appeal.outcome not in {None, Outcome.CLOSED}:
        return lazy("Somebody answered this appeal meanwhile.")
    if case.sanction is None and case.comment.state == State.WITHDRAWN:
        return lazy("The author withdrew the comment, so the appeal is closed.")
    return lazy("The author has left, so the appeal is closed.")


def _record(kind: Event, case: Appealed) -> None:
    """Write an event down; one about a sanction names no comment, for it would name the person."""
    place = case.comment.consultation_id
    if case.sanction:
        record(kind, f"consultation:{place}", consultation_id=place, ground=case.decision.ground)
        return
    subject, decision = f"comment:{case.comment.id}", case.decision
    record(kind, subject, consultation_id=place, decision=decision.id, ground=decision.ground)


def close_cases_of(person_id: int) -> None:
    """End what is open about somebody who leaves: appeals, without their texts, and sanctions.

    Their account must be locked, so that nobody answers or confirms meanwhile.
    """
    db.session.execute(
        update(Appeal)
        .where(Appeal.author_id == person_id, Appeal.outcome.is_(None))
        .values(outcome=Outcome.CLOSED, answered_at=clock.now())
    )
    db.session.execute(update(Appeal).where(Appeal.author_id == person_id).values(body=""))
    for before in (SanctionState.PROPOSED, SanctionState.IN_FORCE):
        db.session.execute(
            update(Sanction)
            .where(Sanction.account_id == person_id, Sanction.state == before)
            .where(Sanction.kind == SanctionKind.SUSPEND)
            .values(state=SanctionState.ENDED)
        )
