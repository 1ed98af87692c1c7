"""Every write by which officials share their work: assign, review, publish many answers together.

An answer that another official than its writer found fit is reviewed; whatever changes it makes it
a draft again. Those that are reviewed can be published together, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from consult.accounts.rules import Reader
from consult.comments.gathering import lock_named
from consult.comments.rules import State as CommentState
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from consult.core.words import lazy
from consult.responses import actions
from consult.responses.models import Answer
from consult.responses.rules import MOST_TOGETHER, State
from consult.responses.subjects import about
from consult.responses.work import answers_named, members_in, officials_of, open_in, thing_of


@dataclass(slots=True)
class Together:
    """What became of answers that were dealt with together: how many, and why others were not."""

    done: int = 0
    left_out: list[str] = field(default_factory=list)


def assign(consultation: Consultation, answer_ids: Sequence[int], official_id: int | None) -> int:
    """Give unpublished answers to an official, or to nobody; return how many changed hands.

    Raises Invalid where that person does not answer here.
    """
    _check_official(consultation, official_id)
    found = select(Answer).where(
        Answer.consultation_id == consultation.id,
        Answer.id.in_(answer_ids),
        Answer.state != State.PUBLISHED,
    )
    answers = db.session.scalars(found.order_by(Answer.id).with_for_update()).all()
    changed = [one for one in answers if one.assigned_to != official_id]
    for one in changed:
        one.assigned_to = official_id
    return len(changed)


def assign_open(amendment: Amendment, reader: Reader, official_id: int) -> int:
    """Give an official the oldest submissions of an amendment that nobody has begun to answer.

    Each gets an empty draft, so that nobody else begins it; a hundred at a time.
    """
    _check_official(amendment.consultation, official_id)
    given = 0
    for row in lock_named(open_in(amendment, MOST_TOGETHER)):
        if (
            row.state != CommentState.PUBLISHED
            or row.argument_id is not None
            or row.answered_at is not None
        ):
            continue
        given += _begun(amendment, row.id, reader, official_id)
    return given


def _begun(amendment: Amendment, comment_id: int, reader: Reader, official_id: int) -> bool:
    """Begin an empty answer for an official; False where somebody began one just now."""
    if db.session.scalar(select(Answer.id).where(Answer.comment_id == comment_id)) is not None:
        return False
    now = clock.now()
    db.session.add(
        Answer(
            consultation_id=amendment.consultation_id,
            amendment_id=amendment.id,
            comment_id=comment_id,
            state=State.DRAFT,
            reasons="",
            language=amendment.consultation.authoritative,
            revision=amendment.revision,
            author_id=reader.id,
            assigned_to=official_id,
            created_at=now,
            saved_at=now,
        )
    )
    db.session.flush()
    return True


def review(consultation: Consultation, reader: Reader, answer_id: int, version: int) -> Answer:
    """Find an answer fit to be published, as another official than whoever wrote it.

    Raises Invalid where it says too little, NotAllowed to its writer, Conflict where it changed.
    """
    answer = _one(consultation, answer_id)
    about(thing_of(answer)).lock(reader, to_show=False)
    db.session.refresh(answer, with_for_update=True)
    if answer.state != State.DRAFT or answer.version != version:
        raise Conflict(lazy("Somebody else changed this answer meanwhile. Read it again."))
    if answer.author_id == reader.id:
        raise NotAllowed(lazy("You wrote this answer; somebody else must review it."))
    actions.complete(actions.said_in(answer))
    answer.state, answer.reviewed_by, answer.reviewed_at = State.REVIEWED, reader.id, clock.now()
    answer.version += 1
    db.session.flush()
    return answer


def publish_together(
    consultation: Consultation, reader: Reader, chosen: Sequence[tuple[int, int]]
) -> Together:
    """Publish reviewed answers, each as it was on the screen; say why others are left out.

    `chosen` are keys of answers with their versions. All comments concerned are locked first and in
    one order, as moderators lock them too.
    """
    seen = dict(chosen[:MOST_TOGETHER])
    answers = answers_named(consultation.id, seen)
    _lock_comments_of(answers)
    result = Together()
    for answer in answers:
        try:
            _publish(reader, answer, seen[answer.id])
        except Refusal as refusal:
            result.left_out.append(str(refusal.message))
        else:
            result.done += 1
    return result


def _publish(reader: Reader, answer: Answer, version: int) -> None:
    subject = about(thing_of(answer))
    subject.lock(reader, to_show=True)
    db.session.refresh(answer, with_for_update=True)
    if answer.state != State.REVIEWED or answer.version != version:
        raise Conflict(lazy("Somebody else changed this answer meanwhile. Read it again."))
    actions.show(subject, reader, answer)


def _lock_comments_of(answers: Sequence[Answer]) -> None:
    numbers = {one.comment_id for one in answers if one.comment_id is not None}
    for one in answers:
        if one.argument_id is not None:
            numbers |= set(members_in(one.argument_id))
    lock_named(numbers)


def _one(consultation: Consultation, answer_id: int) -> Answer:
    found = answers_named(consultation.id, [answer_id])
    if not found:
        raise Missing
    return found[0]


def _check_official(consultation: Consultation, official_id: int | None) -> None:
    if official_id is not None and official_id not in {
        one.id for one in officials_of(consultation.id)
    }:
        raise Invalid(lazy("Choose one of the officials."), field="official")
