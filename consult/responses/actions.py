"""Every write of official answers: save a draft, publish, correct. Nothing withdraws an answer.

An answer is about a comment or an argument: its subject. The subject is locked first, as a decision
of moderation does with a comment, so that two officials, or an official and a moderator, come one
after the other.
"""

from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.core.text import clean_paragraphs
from consult.core.words import lazy
from consult.responses.models import Answer, AnswerEdit, Argument
from consult.responses.rules import (
    LONGEST_REASONS,
    Disposition,
    Said,
    State,
    reasons_are_missing,
)
from consult.responses.subjects import Subject, about


class AnsweredMeanwhile(Conflict):
    """Somebody else saved or published an answer to the same comment or argument."""


def save_draft(
    thing: Comment | Argument, reader: Reader, said: Said, *, version: int, seen: int
) -> Answer:
    """Keep an answer for staff only; it may still lack a disposition or reasons.

    `version` is the answer's that was on the screen (0 for none), `seen` that of the comment or the
    argument. Raises Conflict where either changed meanwhile, or where it is published already.
    """
    said, subject = _checked(said), about(thing)
    answer = locked(subject, reader, version=version, seen=seen)
    if answer is not None and answer.state == State.PUBLISHED:
        raise AnsweredMeanwhile(lazy("The answer is published; correct it instead."))
    return stored(subject, reader, said, answer)


def publish_answer(
    thing: Comment | Argument, reader: Reader, said: Said, *, version: int, seen: int
) -> Answer:
    """Publish an answer, or correct a published one, which stays readable as it was before.

    Raises Invalid where the disposition or its reasons are missing, Conflict as `save_draft` does.
    """
    said, subject = complete(said), about(thing)
    answer = locked(subject, reader, version=version, seen=seen, to_show=True)
    if answer is None or answer.state != State.PUBLISHED:
        answer = stored(subject, reader, said, answer)
        show(subject, reader, answer)
    elif said != said_in(answer):
        _keep_what_it_said(answer)
        answer = stored(subject, reader, said, answer)
        answer.corrected_at = answer.saved_at
        db.session.flush()
        subject.show(answer, reader, corrected=True)
    return answer


def show(subject: Subject, reader: Reader, answer: Answer) -> None:
    """Publish a stored answer whose subject is locked: from now on everybody reads it."""
    answer.version += answer.state == State.REVIEWED
    answer.state, answer.published_at = State.PUBLISHED, clock.now()
    answer.revision = subject.revision
    db.session.flush()
    subject.show(answer, reader, corrected=False)


def said_in(answer: Answer) -> Said:
    """Return what an answer says."""
    return Said(answer.disposition, answer.reasons, answer.language)


def complete(said: Said) -> Said:
    """Return what an answer says, cleaned; Invalid where it says too little to be published."""
    said = _checked(said)
    if said.disposition is None:
        raise Invalid(lazy("Choose what becomes of it."), field="disposition")
    if reasons_are_missing(said):
        raise Invalid(lazy("Give the reasons; the author is owed them."), field="reasons")
    return said


def _checked(said: Said) -> Said:
    reasons = clean_paragraphs(said.reasons)
    if len(reasons) > LONGEST_REASONS:
        raise Invalid(lazy("Shorten the reasons to 5,000 characters."), field="reasons")
    if said.disposition is not None and said.disposition not in set(Disposition):
        raise Invalid(lazy("Choose what becomes of it."), field="disposition")
    return Said(said.disposition, reasons, said.language)


def locked(
    subject: Subject, reader: Reader, *, version: int, seen: int, to_show: bool = False
) -> Answer | None:
    """Lock the subject and return its answer; refuse where the page that was seen is out of date.

    Somebody else's answer is named before the change of the subject that it brings.
    """
    subject.lock(reader, to_show=to_show)
    answer = subject.answer()
    if (answer.version if answer else 0) != version:
        raise AnsweredMeanwhile(subject.answered)
    if subject.version != seen:
        raise Conflict(subject.changed)
    return answer


def stored(subject: Subject, reader: Reader, said: Said, answer: Answer | None) -> Answer:
    """Keep what an answer says; one that was reviewed and says something else is a draft again."""
    now, revision = clock.now(), subject.revision
    if answer is None:
        answer = Answer(
            consultation_id=subject.consultation_id,
            amendment_id=subject.amendment_id,
            state=State.DRAFT,
            created_at=now,
            version=0,
            **subject.key,
        )
        db.session.add(answer)
    elif answer.state == State.REVIEWED and said == said_in(answer):
        return answer
    if answer.state == State.REVIEWED:
        answer.state, answer.reviewed_by, answer.reviewed_at = State.DRAFT, None, None
    answer.disposition, answer.reasons = said.disposition, said.reasons
    answer.language, answer.revision = said.language, revision
    answer.author_id, answer.saved_at = reader.id or 0, now
    answer.version += 1
    db.session.flush()
    return answer


def _keep_what_it_said(answer: Answer) -> None:
    db.session.add(
        AnswerEdit(
            answer_id=answer.id,
            disposition=answer.disposition,
            reasons=answer.reasons,
            language=answer.language,
            author_id=answer.author_id,
            said_at=answer.saved_at,
            replaced_at=clock.now(),
        )
    )
