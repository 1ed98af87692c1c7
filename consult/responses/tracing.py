"""Every write of change traces: which clause of which revision was changed after an argument."""

from sqlalchemy import delete

from consult.accounts.rules import Reader
from consult.comments.answering import set_answers
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Invalid
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.responses.gathered import answer_to_argument
from consult.responses.models import Argument, ChangeTrace
from consult.responses.rules import State
from consult.responses.subjects import living, lock_whole, shown
from consult.responses.traces import revised


def trace(
    argument: Argument, amendment: Amendment, reader: Reader, revision: int, clause: str
) -> None:
    """Say that a clause, or where it is empty the whole text, was changed after an argument.

    Raises Invalid for a revision that is not published, the first, or a clause it left alone.
    """
    found = next((one for one in revised(amendment) if one.number == revision), None)
    if found is None:
        raise Invalid(lazy("Choose a published revision after the first."), field="change")
    if clause and clause not in {one.key for one in (*found.changed, *found.gone)}:
        raise Invalid(lazy("That revision did not change that clause."), field="change")
    members = lock_whole(argument)
    stored = db.session.scalar(
        insert_or_ignore(
            ChangeTrace,
            argument_id=argument.id,
            amendment_id=amendment.id,
            revision=revision,
            clause=clause,
            made_by=reader.id,
            made_at=clock.now(),
        ).returning(ChangeTrace.argument_id)
    )
    if stored is not None:
        _tell(argument, members, revision=revision, clause=clause)


def untrace(argument: Argument, revision: int, clause: str) -> None:
    """Take back that a clause was changed after an argument."""
    members = lock_whole(argument)
    gone = db.session.scalar(
        delete(ChangeTrace)
        .where(
            ChangeTrace.argument_id == argument.id,
            ChangeTrace.revision == revision,
            ChangeTrace.clause == clause,
        )
        .returning(ChangeTrace.argument_id)
    )
    if gone is not None:
        _tell(argument, members, revision=revision, clause=clause, taken_back=True)


def _tell(argument: Argument, members: list[object], **data: object) -> None:
    """Say it below the answered comments, on the amendment's page and in the ledger."""
    answer = answer_to_argument(argument.id)
    if answer is not None and answer.state == State.PUBLISHED:
        set_answers(living(members), shown(answer, None, argument))
    touch(argument.amendment_id)
    record(
        Event.CHANGE_TRACED,
        f"argument:{argument.id}",
        consultation_id=argument.consultation_id,
        number=argument.number,
        **data,
    )
