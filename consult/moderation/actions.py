"""Every write of moderation: a reader reports a comment, a moderator decides on it."""

from datetime import timedelta

from sqlalchemy import func, literal, update

from consult.accounts.rules import Reader
from consult.comments.actions import change_state
from consult.comments.history import last_edited_at
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import State
from consult.core import clock, limits
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.links import settings
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.moderation.models import Decision, Report
from consult.moderation.queries import last_decision_of
from consult.moderation.rules import NEEDS_GROUND, OUTCOME, Action, Ground, note_is_missing

EVENTS = {
    Action.PUBLISH: Event.COMMENT_PUBLISHED,
    Action.REJECT: Event.COMMENT_REJECTED,
    Action.HIDE: Event.COMMENT_HIDDEN,
    Action.RESTORE: Event.COMMENT_RESTORED,
    Action.KEEP: Event.COMMENT_KEPT,
}


def report(comment: Comment, reader: Reader, ground: Ground, note: str) -> bool:
    """Report a comment; False when this person has reported it already.

    The comment's row is locked first, as a decision does, so that a report either is among those
    that a decision closes or opens the case again. Raises Conflict, Invalid or TooMany.
    """
    _check_note(ground, note)
    if lock(comment).state != State.PUBLISHED:
        raise Conflict(lazy("This comment is no longer published."))
    key = {"comment_id": comment.id, "reporter_id": reader.id}
    new = insert_or_ignore(Report, **key, ground=ground, note=note, at=clock.now())
    if db.session.execute(new.returning(Report.comment_id)).first() is None:
        return False
    limits.check("report", reader.id, most=settings().reports_per_hour, within=timedelta(hours=1))
    limits.count("report", reader.id)
    _open_case(comment)
    return True


def _open_case(comment: Comment) -> None:
    since = literal(clock.now(), Comment.waiting_since.type)
    db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id)
        .values(
            open_reports=Comment.open_reports + 1,
            waiting_since=func.coalesce(Comment.waiting_since, since),
        )
        .execution_options(synchronize_session="fetch")
    )


def _check_note(ground: Ground | None, note: str) -> None:
    if note_is_missing(ground, note):
        raise Invalid(lazy("Say in the note what the reason is."), field="note")


def decide(
    comment: Comment,
    reader: Reader,
    action: Action,
    *,
    ground: Ground | None,
    note: str,
    version: int,
) -> Decision:
    """Decide on a comment as the moderator saw it; `version` is the one that was on the screen.

    Raises Invalid where a hiding or rejecting lacks its ground, Conflict where the comment is no
    longer the one that was seen, NotAllowed where this person answered it officially.
    """
    if action not in NEEDS_GROUND:
        ground = None
    elif ground is None:
        raise Invalid(lazy("Choose the ground."), field="ground")
    _check_note(ground, note)
    before, after = OUTCOME[action]
    if lock(comment).version != version or comment.state != before:
        raise Conflict(_what_came_between(comment))
    if reader.id in (comment.answered_by or ()):
        message = lazy("You answered this comment officially; somebody else must decide on it.")
        raise NotAllowed(message)
    decision = _decided(comment, reader, action, ground, note)
    if after == before:
        comment.version += 1
    else:
        change_state(comment, after, ground=ground, decided=True)
    _close_reports(comment, decision)
    record(
        EVENTS[action],
        f"comment:{comment.id}",
        consultation_id=comment.consultation_id,
        decision=decision.id,
        ground=ground,
        stance=comment.stance,
        language=comment.language,
    )
    return decision


def _what_came_between(comment: Comment) -> object:
    last, edited_at = last_decision_of([comment.id]).get(comment.id), last_edited_at(comment)
    answered_at = comment.corrected_at or comment.answered_at
    decided_at = last.at if last else None
    latest = max(filter(None, (edited_at, answered_at, decided_at)), default=None)
    if latest is not None and latest == edited_at:
        return lazy("The author changed the text meanwhile. Read it again.")
    if latest is not None and latest == answered_at:
        return lazy("An official answered this comment meanwhile.")
    return lazy("Somebody decided this case meanwhile.")


def _decided(
    comment: Comment, reader: Reader, action: Action, ground: Ground | None, note: str
) -> Decision:
    now = clock.now()
    decision = Decision(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        moderator_id=reader.id,
        action=action,
        ground=ground,
        note=note,
        stance=comment.stance,
        language=comment.language,
        waited=int((now - (comment.waiting_since or now)).total_seconds()),
        at=now,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _close_reports(comment: Comment, decision: Decision) -> None:
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment.id, Report.decision_id.is_(None))
        .values(decision_id=decision.id)
    )
    comment.open_reports, comment.waiting_since = 0, None
    db.session.flush()
