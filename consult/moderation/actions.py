"""Every write of moderation: a reader reports a comment, a moderator decides on it."""

from datetime import timedelta

from sqlalchemy import func, literal, update

from consult.accounts.rules import Reader
from consult.comments.history import last_edited_at
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import State
from consult.core import clock, limits
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.links import settings
from consult.core.words import lazy
from consult.ledger.log import record
from consult.moderation.effects import EVENTS, Detail, carry_out, lock_all_of
from consult.moderation.models import Decision, Report
from consult.moderation.queries import last_decision_of
from consult.moderation.rules import (
    NEEDS_GROUND,
    NEEDS_NOTE,
    OUTCOME,
    TAKES_GROUND,
    Action,
    Ground,
    note_is_missing,
    stands_in,
)


def report(comment: Comment, reader: Reader, ground: Ground, note: str) -> bool:
    """Report a comment; False when this person has reported it already.

    The comment's row is locked first, as a decision does, so that a report either is among those
    that a decision closes or opens the case again. Raises Conflict, Invalid or TooMany.
    """
    check_note(ground, note)
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


def check_note(ground: Ground | None, note: str) -> None:
    """Refuse a ground that says nothing by itself without a note."""
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
    quote: str = "",
    detail: Detail | None = None,
) -> Decision:
    """Decide on a comment as the moderator saw it; `version` is the one that was on the screen.

    `quote` is the passage that the ground is about; `detail` what single actions need: which words
    to mask (`spans`, `passages`), where to move to (`amendment`, its number). Raises Invalid where
    something needed lacks or the passage stands nowhere in the text, Conflict where the comment is
    no longer the one that was seen, NotAllowed where this person may not judge it.
    """
    ground = checked_ground(action, ground, note)
    quote = quote if action in TAKES_GROUND else ""
    lock_all_of(comment, action)
    if comment.version != version or comment.state not in OUTCOME[action]:
        raise Conflict(_what_came_between(comment))
    _check_judge(comment, reader)
    if not stands_in(quote, comment.body, comment.suggested):
        message = lazy("This passage does not stand in the text. Copy it from there.")
        raise Invalid(message, field="quote")
    decision = decision_on(comment, reader, action, ground, note)
    decision.quote = quote
    carry_out(comment, decision, detail or {})
    # Stored only now: where it was refused, the page that says so lists no such decision.
    db.session.add(decision)
    db.session.flush()
    close_case(comment, decision)
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


def checked_ground(action: Action, ground: Ground | None, note: str) -> Ground | None:
    """Return the ground that a decision has; Invalid where it or the note lacks."""
    if action not in TAKES_GROUND:
        return None
    if ground is None and action in NEEDS_GROUND:
        raise Invalid(lazy("Choose the ground."), field="ground")
    if action in NEEDS_NOTE and not note:
        raise Invalid(lazy("Say in the note what the author should change."), field="note")
    check_note(ground, note)
    return ground


def _check_judge(comment: Comment, reader: Reader) -> None:
    if comment.author_id == reader.id:
        raise NotAllowed(lazy("You cannot do this to your own comment."))
    if reader.id in (comment.answered_by or ()):
        message = lazy("You answered this comment officially; somebody else must decide on it.")
        raise NotAllowed(message)


def _what_came_between(comment: Comment) -> object:
    last, edited_at = last_decision_of([comment.id]).get(comment.id), last_edited_at(comment)
    answered_at = comment.corrected_at or comment.answered_at
    decided_at = last.at if last else None
    latest = max(filter(None, (edited_at, answered_at, decided_at)), default=None)
    if comment.state == State.WITHDRAWN:
        return lazy("The author withdrew this comment meanwhile.")
    if latest is not None and latest == edited_at:
        return lazy("The author changed the text meanwhile. Read it again.")
    if latest is not None and latest == answered_at:
        return lazy("An official answered this comment meanwhile.")
    return lazy("Somebody decided this case meanwhile.")


def decision_on(
    comment: Comment, reader: Reader, action: Action, ground: Ground | None, note: str
) -> Decision:
    """Return a decision, not yet stored, with what the comment was when it was taken."""
    now = clock.now()
    return Decision(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        moderator_id=reader.id,
        action=action,
        ground=ground,
        quote="",
        note=note,
        stance=comment.stance,
        language=comment.language,
        waited=int((now - (comment.waiting_since or now)).total_seconds()),
        at=now,
    )


def close_case(comment: Comment, decision: Decision) -> None:
    """Close the reports, and the case too, unless the comment is still held for a decision.

    One that was moved must be read where it stands now; one that its author is asked to edit waits
    for the author, and comes back to the same moderator.
    """
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment.id, Report.decision_id.is_(None))
        .values(decision_id=decision.id)
    )
    comment.open_reports = 0
    comment.reserved_for = decision.moderator_id if decision.action == Action.ASK else None
    if decision.action != Action.MOVE or comment.state != State.HELD:
        comment.waiting_since = None
    db.session.flush()
