"""Every write of comments: edit and withdraw here, the others in files of their own."""

from consult.accounts.rules import Reader
from consult.comments.admission import (
    check_open,
    check_stance,
    checked_body,
    reasons_to_hold,
)
from consult.comments.counting import (
    count,
)
from consult.comments.history import leaves_no_mark
from consult.comments.models import Comment, CommentEdit, kind_of
from consult.comments.passages import About
from consult.comments.queries import lock
from consult.comments.reacting import react as react
from consult.comments.rules import (
    State,
)
from consult.comments.states import change_state as change_state
from consult.comments.suggestions import said_of
from consult.comments.writing import write_comment as write_comment
from consult.consultations.actions import touch
from consult.consultations.rules import Ability
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record


def _record(kind: Event, comment: Comment, **data: object) -> None:
    subject = f"comment:{comment.id}"
    record(kind, subject, consultation_id=comment.consultation_id, **data)


def edit_comment(
    comment: Comment,
    reader: Reader,
    *,
    body: str,
    stance: str | None,
    language: str,
    version: int,
    other: About | None = None,
    question: bool | None = None,
) -> None:
    """Change one's own comment; what it said is kept, and what it says is screened again.

    Conflict where the comment changed since the author opened the form. At first an edit leaves no
    mark; later everybody reads in the comment's history what it said. `question` says whether it
    asks the drafters; None leaves that as it is.
    """
    body = checked_body(body)
    if comment.parent_id is None:
        check_stance(stance, None)
    check_open(comment.consultation, Ability.COMMENT)
    if lock(comment).version != version or comment.state not in {State.HELD, State.PUBLISHED}:
        message = lazy("This comment changed since you opened it. Send it again to replace it.")
        raise Conflict(message, field="body")
    stance = stance if comment.parent_id is None else None
    other = other or said_of(comment)
    asks = comment.question if question is None or comment.parent_id else question
    said = (comment.body, comment.stance, said_of(comment), comment.question)
    if (body, stance, other, asks) == said:
        return
    _keep_what_it_said(comment)
    before, comment.question = kind_of(comment), asks
    comment.body, comment.stance, comment.language = body, stance, language
    comment.suggestion, comment.suggested = other.suggestion, other.suggested
    # What was masked is replaced; nobody may bring it back by mistake.
    comment.original = comment.original_suggested = None
    comment.version += 1
    _recount_stance(comment, before)
    comment.held_for = reasons_to_hold(
        comment.consultation, reader, body, comment.suggested, editing=comment.id
    )
    _screened_again(comment)
    touch(comment.amendment_id)


def _keep_what_it_said(comment: Comment) -> None:
    now, visible = clock.now(), not leaves_no_mark(comment)
    if visible:
        comment.edited_at = now
    db.session.add(
        CommentEdit(
            comment_id=comment.id,
            body=comment.body,
            stance=comment.stance,
            suggested=comment.suggested,
            visible=visible,
            replaced_at=now,
        )
    )


def _recount_stance(comment: Comment, before: str) -> None:
    db.session.flush()
    if kind_of(comment) != before:
        state = comment.state
        count(comment.amendment_id, {(before, state): -1, (kind_of(comment), state): 1})


def _screened_again(comment: Comment) -> None:
    """Hold an edited comment, or publish a held one whose author mended it.

    What a moderator asked the author to edit goes back to that moderator, whatever it says now.
    """
    if comment.state == State.HELD and comment.reserved_for is not None:
        comment.waiting_since = comment.waiting_since or clock.now()
        db.session.flush()
        return
    state = State.HELD if comment.held_for else State.PUBLISHED
    if state == comment.state:
        return
    change_state(comment, state)
    if state == State.HELD:
        _record(Event.COMMENT_HELD, comment, reasons=comment.held_for)


def withdraw_comment(comment: Comment) -> None:
    """Take one's own comment back: nobody reads it any more, staff excepted.

    Later features learn of it by a job: what they had open about the comment closes.
    """
    change_state(comment, State.WITHDRAWN)
    _record(Event.COMMENT_WITHDRAWN, comment)
    jobs.enqueue("comment-withdrawn", {"comment": comment.id})
