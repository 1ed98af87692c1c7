"""Every write of official answers: save a draft, publish, correct. Nothing withdraws an answer.

The comment's row is locked first, as a decision of moderation does, so that two officials, or an
official and a moderator, come one after the other.
"""

from consult.accounts.rules import Reader
from consult.comments.answering import ShownAnswer, set_answer
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import State as CommentState
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.text import clean_paragraphs
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.queries import deciders_of
from consult.responses.models import Answer, AnswerEdit
from consult.responses.queries import answer_to
from consult.responses.rules import (
    LONGEST_REASONS,
    Disposition,
    Said,
    State,
    reasons_are_missing,
)


class AnsweredMeanwhile(Conflict):
    """Somebody else saved or published an answer to the same comment."""


def save_draft(comment: Comment, reader: Reader, said: Said, *, version: int, seen: int) -> Answer:
    """Keep an answer for staff only; it may still lack a disposition or reasons.

    `version` is the answer's that was on the screen (0 for none), `seen` the comment's. Raises
    Conflict where either changed meanwhile, or where the answer is published already.
    """
    said = _checked(said)
    answer = _locked(comment, reader, version=version, seen=seen)
    if answer is not None and answer.state == State.PUBLISHED:
        raise AnsweredMeanwhile(lazy("The answer is published; correct it instead."))
    return _stored(comment, reader, said, answer)


def publish_answer(
    comment: Comment, reader: Reader, said: Said, *, version: int, seen: int
) -> Answer:
    """Publish an answer, or correct a published one, which stays readable as it was before.

    Raises Invalid where the disposition or its reasons are missing, Conflict as `save_draft` does.
    """
    said = complete(said)
    answer = _locked(comment, reader, version=version, seen=seen)
    if answer is None or answer.state == State.DRAFT:
        answer = _stored(comment, reader, said, answer)
        answer.state, answer.published_at = State.PUBLISHED, answer.saved_at
        _show(comment, answer, Event.ANSWER_PUBLISHED)
    elif said != Said(answer.disposition, answer.reasons, answer.language):
        _keep_what_it_said(answer)
        answer = _stored(comment, reader, said, answer)
        answer.corrected_at = answer.saved_at
        _show(comment, answer, Event.ANSWER_CORRECTED)
    return answer


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


def _locked(comment: Comment, reader: Reader, *, version: int, seen: int) -> Answer | None:
    """Lock the comment and return its answer; refuse where the page that was seen is out of date.

    Somebody else's answer is named before the change of the comment that it brings.
    """
    if lock(comment).state != CommentState.PUBLISHED:
        raise Conflict(lazy("This comment is no longer published."))
    if reader.id == comment.author_id or reader.id in deciders_of(comment.id):
        raise NotAllowed(lazy("Nobody answers a comment that they wrote or decided on."))
    answer = answer_to(comment.id)
    if (answer.version if answer else 0) != version:
        raise AnsweredMeanwhile(lazy("Somebody else answered this comment meanwhile."))
    if comment.version != seen:
        raise Conflict(lazy("The comment changed meanwhile. Read it again, then send the answer."))
    return answer


def _stored(comment: Comment, reader: Reader, said: Said, answer: Answer | None) -> Answer:
    now = clock.now()
    if answer is None:
        answer = Answer(
            consultation_id=comment.consultation_id,
            amendment_id=comment.amendment_id,
            comment_id=comment.id,
            state=State.DRAFT,
            created_at=now,
            version=0,
        )
        db.session.add(answer)
    answer.disposition, answer.reasons = said.disposition, said.reasons
    answer.language, answer.revision = said.language, comment.amendment.revision
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


def _show(comment: Comment, answer: Answer, kind: Event) -> None:
    db.session.flush()
    shown = ShownAnswer(
        disposition=answer.disposition or "",
        reasons=answer.reasons,
        language=answer.language,
        revision=answer.revision,
        at=answer.published_at or answer.saved_at,
        corrected_at=answer.corrected_at,
        author_id=answer.author_id,
    )
    set_answer(comment, shown)
    record(
        kind,
        f"comment:{comment.id}",
        consultation_id=comment.consultation_id,
        disposition=answer.disposition,
        revision=answer.revision,
        suggestion=comment.suggestion,
    )
