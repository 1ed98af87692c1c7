"""Giving back what a decision took, after an appeal against it was overturned."""

from typing import Any

from sqlalchemy import select

from consult.comments.counting import move_counts, steps_between
from consult.comments.masking import was
from consult.comments.models import Comment
from consult.comments.moving import lock_thread, move_thread
from consult.comments.queries import lock
from consult.comments.rules import State
from consult.comments.states import change_state
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.moderation.effects import SUGGESTED
from consult.moderation.models import Decision, Sanction
from consult.moderation.sanctions import end_suspension
from consult.moderation.verdicts import SanctionKind, SanctionState


def lock_what_was_decided(comment: Comment, decision: Decision) -> None:
    """Lock what undoing changes: the comment, and where it was moved the thread below it."""
    if decision.action == "move":
        lock_thread(comment.id)
    lock(comment)


def undo(comment: Comment, decision: Decision, sanction: Sanction | None) -> None:
    """Undo what a decision did to a locked comment, or to its author."""
    match decision.action:
        case "hide" | "reject":
            change_state(comment, State.PUBLISHED, decided=True)
        case "redact":
            _unmask(comment)
        case "move":
            _move_back(comment, decision.detail or {})
    if sanction and sanction.kind == SanctionKind.SUSPEND:
        end_suspension(sanction)
    elif sanction:
        sanction.state = SanctionState.LIFTED
    db.session.flush()


def _unmask(comment: Comment) -> None:
    for name, kept in (("body", "original"), ("suggested", "original_suggested")):
        original, now = getattr(comment, kept), getattr(comment, name)
        if original and now and was(original, now):
            setattr(comment, name, original)
        setattr(comment, kept, None)
    comment.version += 1


def _move_back(comment: Comment, detail: dict[str, Any]) -> None:
    """Move a thread back, with the clause and the suggestion that it lost on the way.

    Where its author has suggested other wording for the clause meanwhile, that one stays alone.
    """
    move_thread(lock_thread(comment.id), db.session.get_one(Amendment, detail["from"]))
    names = ["clause", "quote"]
    if not _suggested_anew(comment, detail.get("clause")):
        names += SUGGESTED
    steps = steps_between(comment, comment.state, None)
    for name in names:
        setattr(comment, name, detail.get(name))
    if comment.original is None and comment.original_suggested:  # No masking stands any more.
        comment.suggested, comment.original_suggested = comment.original_suggested, None
    for place, step in steps_between(comment, None, comment.state).items():
        steps[place] += step
    db.session.flush()
    move_counts(steps)


def _suggested_anew(comment: Comment, clause: str | None) -> bool:
    other = select(Comment.id).where(
        Comment.amendment_id == comment.amendment_id,
        Comment.author_id == comment.author_id,
        Comment.clause == clause,
        Comment.suggestion.is_not(None),
        Comment.state != State.WITHDRAWN,
    )
    return db.session.scalar(other.limit(1)) is not None
