"""What each decision does to a comment: its state, its words, its place."""

from collections.abc import Callable, Mapping
from typing import Any

from consult.comments.masking import masked_everywhere, spans_written
from consult.comments.models import Comment
from consult.comments.moving import lock_thread, move_thread
from consult.comments.queries import lock
from consult.comments.redacting import redact, spans_of
from consult.comments.rules import State
from consult.comments.states import change_state
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Invalid
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.moderation.models import Decision
from consult.moderation.queries import amendment_numbered
from consult.moderation.rules import OUTCOME, Action

Detail = Mapping[str, Any]
SUGGESTED = ("suggestion", "suggested", "original_suggested")
"""What a comment suggests; a move drops it, for it belongs to the other amendment."""

EVENTS = {
    Action.PUBLISH: Event.COMMENT_PUBLISHED,
    Action.REJECT: Event.COMMENT_REJECTED,
    Action.HIDE: Event.COMMENT_HIDDEN,
    Action.RESTORE: Event.COMMENT_RESTORED,
    Action.KEEP: Event.COMMENT_KEPT,
    Action.REDACT: Event.COMMENT_REDACTED,
    Action.MOVE: Event.COMMENT_MOVED,
    Action.ASK: Event.COMMENT_ASKED,
}


def lock_all_of(comment: Comment, action: Action) -> None:
    """Lock what an action changes: the comment, and where it is moved the thread below it."""
    if action == Action.MOVE and comment.parent_id is None:
        lock_thread(comment.id)
    else:
        lock(comment)


def carry_out(comment: Comment, decision: Decision, detail: Detail) -> None:
    """Do what was decided to a comment whose row is locked."""
    effect = _EFFECTS.get(Action(decision.action), _change_state)
    effect(comment, decision, detail)
    db.session.flush()


def _change_state(comment: Comment, decision: Decision, _detail: Detail) -> None:
    before = State(comment.state)
    after = OUTCOME[Action(decision.action)][before]
    if after == before:
        comment.version += 1
    else:
        change_state(comment, after, ground=decision.ground, decided=True)


def _redact(comment: Comment, decision: Decision, detail: Detail) -> None:
    try:
        spans = spans_written(detail.get("spans", ()), comment.body)
    except ValueError:
        message = lazy("The marked words are not in the text. Mark them again.")
        raise Invalid(message, field="passages") from None
    passages = [one.strip() for one in detail.get("passages", ()) if one.strip()]
    spans = spans_of(comment, spans, passages)
    words = redact(comment, spans, passages)
    decision.detail = {"masked": len(words)}
    # The author reads it, mail and all: a phone number is not sent around once more.
    decision.quote = masked_everywhere(decision.quote, words)


def _move(comment: Comment, decision: Decision, detail: Detail) -> None:
    if comment.parent_id is not None:
        message = lazy("A reply is moved with the comment that began the thread.")
        raise Invalid(message, field="amendment")
    target = _target(comment, str(detail.get("amendment") or ""))
    dropped = {
        name: getattr(comment, name)
        for name in ("clause", "quote", *SUGGESTED)
        if getattr(comment, name) is not None
    }
    decision.detail = {"from": comment.amendment_id, "to": target.id, **dropped}
    thread = lock_thread(comment.id)
    move_thread(thread, target)


def _target(comment: Comment, number: str) -> Amendment:
    target = amendment_numbered(comment.consultation_id, number)
    if target is None:
        message = lazy("There is no amendment with this number in the consultation.")
        raise Invalid(message, field="amendment")
    if target.id == comment.amendment_id:
        raise Invalid(lazy("The comment stands under this amendment already."), field="amendment")
    return target


def _ask(comment: Comment, decision: Decision, _detail: Detail) -> None:
    if comment.state == State.PUBLISHED:
        change_state(comment, State.HELD, ground=decision.ground, decided=True)
        return
    comment.ground, comment.decided_at = decision.ground, clock.now()
    comment.version += 1
    db.session.flush()
    touch(comment.amendment_id)


_EFFECTS: Mapping[Action, Callable[[Comment, Decision, Detail], None]] = {
    Action.REDACT: _redact,
    Action.MOVE: _move,
    Action.ASK: _ask,
}
