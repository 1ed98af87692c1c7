"""Many comments decided on at once, with one ground, and undone at once for a few minutes.

The same rules hold as for a single decision. Who cannot be decided on as they were seen are left
out and named: changed meanwhile, the moderator's own, answered by them, open elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from consult.accounts.rules import Reader
from consult.comments.locking import lock_with_ancestors
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.comments.states import change_states
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record_all
from consult.moderation.actions import checked_ground, decision_on
from consult.moderation.effects import EVENTS
from consult.moderation.leases import COMMENT, open_to_others
from consult.moderation.models import Batch, Decision, Lease, Report
from consult.moderation.rules import (
    OUTCOME,
    TOGETHER,
    UNDO_MINUTES,
    Action,
    Ground,
    moderated_by,
)

_BEFORE = ("state", "ground", "decided_at", "waiting_since", "reserved_for")
"""What of a comment is as it was before, once a decision is undone."""


def decide_many(
    cases: Iterable[tuple[int, int]],
    reader: Reader,
    action: Action,
    ground: Ground | None,
    note: str,
) -> Batch:
    """Decide on comments, each seen as a version; `skipped` of the batch names those left out.

    Raises Invalid where the action needs more than a ground and a note, or one of them lacks, and
    Conflict where none is left to be decided on.
    """
    if action not in TOGETHER:
        message = lazy("This is decided for one comment at a time.")
        raise Invalid(message, field="action")
    ground, seen = checked_ground(action, ground, note), dict(cases)
    rows = lock_with_ancestors(seen)
    elsewhere = open_to_others(COMMENT, seen, reader)
    chosen = [
        rows[number]
        for number, version in sorted(seen.items())
        if number in rows and rows[number].version == version and number not in elsewhere
    ]
    chosen = [one for one in chosen if one.state in OUTCOME[action] and _may_judge(reader, one)]
    if not chosen:
        raise Conflict(lazy("Somebody decided all these cases meanwhile, or has them open."))
    batch = Batch(moderator_id=reader.id, action=action, ground=ground, at=clock.now())
    db.session.add(batch)
    db.session.flush()
    batch.skipped = sorted(set(seen) - {one.id for one in chosen})
    _carry_out(chosen, _decisions(batch, chosen, reader, note), action)
    tell_at = batch.at + timedelta(minutes=UNDO_MINUTES)
    jobs.enqueue("tell-authors", {"batch": batch.id}, run_at=tell_at)
    return batch


def _may_judge(reader: Reader, comment: Comment) -> bool:
    places = moderated_by(reader)
    here = places is None or comment.consultation_id in places
    return here and reader.id not in {comment.author_id, *(comment.answered_by or ())}


def _decisions(
    batch: Batch, comments: Sequence[Comment], reader: Reader, note: str
) -> dict[int, Decision]:
    action, ground = Action(batch.action), Ground(batch.ground) if batch.ground else None
    made = {one.id: decision_on(one, reader, action, ground, note) for one in comments}
    for comment in comments:
        made[comment.id].batch_id = batch.id
        made[comment.id].detail = {"before": _as_it_is(comment)}
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _as_it_is(comment: Comment) -> dict[str, Any]:
    found = {name: getattr(comment, name) for name in _BEFORE}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
    }


def _carry_out(
    comments: Sequence[Comment], decisions: Mapping[int, Decision], action: Action
) -> None:
    numbers = [one.id for one in comments]
    states = {one.id: OUTCOME[action][State(one.state)] for one in comments}
    ground = next(iter(decisions.values())).ground
    if action == Action.KEEP:
        for one in comments:
            one.version += 1
    else:
        change_states(states, ground=ground, decided=True)
    _close(comments, numbers, decisions)
    for one in comments:
        before = decisions[one.id].detail or {}
        decisions[one.id].detail = before | {"version": one.version}
    db.session.flush()
    _record(EVENTS[action], list(decisions.values()))


def _close(
    comments: Sequence[Comment], numbers: Sequence[int], decisions: Mapping[int, Decision]
) -> None:
    batch_id = decisions[numbers[0]].batch_id
    closing = select(Decision.id).where(
        Decision.batch_id == batch_id, Decision.comment_id == Report.comment_id
    )
    db.session.execute(
        update(Report)
        .where(Report.comment_id.in_(numbers), Report.decision_id.is_(None))
        .values(decision_id=closing.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(Lease).where(Lease.kind == COMMENT, Lease.number.in_(numbers)))
    for one in comments:
        one.open_reports, one.waiting_since, one.reserved_for = 0, None, None
    db.session.flush()


def _record(kind: Event, decisions: Sequence[Decision]) -> None:
    by_place: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for one in decisions:
        data = {"ground": one.ground, "stance": one.stance, "language": one.language}
        event = (f"comment:{one.comment_id}", {"decision": one.id, **data})
        by_place.setdefault(one.consultation_id, []).append(event)
    for place, events in sorted(by_place.items()):
        record_all(kind, events, consultation_id=place)


def undo(batch: Batch, reader: Reader) -> int:
    """Bring the comments of a batch back to what they were before; return how many.

    Who was decided on or edited since stays as that left it. Raises Conflict where it is too late
    or done already, NotAllowed where somebody else decided.
    """
    db.session.refresh(batch, with_for_update=True)
    if batch.moderator_id != reader.id:
        raise NotAllowed(lazy("Only who decided can undo it."))
    if batch.undone_at is not None:
        raise Conflict(lazy("This is undone already."))
    if clock.now() >= batch.at + timedelta(minutes=UNDO_MINUTES):
        raise Conflict(lazy("It is too late to undo this. Decide on each comment anew."))
    decisions = db.session.scalars(select(Decision).where(Decision.batch_id == batch.id)).all()
    rows = lock_with_ancestors([one.comment_id for one in decisions])
    undone = [one for one in decisions if _stands(one, rows[one.comment_id])]
    batch.undone_at = clock.now()
    if undone:
        _bring_back(undone, rows)
    return len(undone)


def _stands(decision: Decision, comment: Comment) -> bool:
    return bool(decision.detail and decision.detail.get("version") == comment.version)


def _bring_back(decisions: Sequence[Decision], rows: Mapping[int, Comment]) -> None:
    numbers = [one.comment_id for one in decisions]
    before = {one.comment_id: (one.detail or {})["before"] for one in decisions}
    for one in decisions:
        one.undone_at = clock.now()
    db.session.flush()
    reopened = _reopen_reports([one.id for one in decisions], numbers)
    changed = {one: State(was["state"]) for one, was in before.items()}
    change_states({one: to for one, to in changed.items() if rows[one].state != to})
    for number, was in before.items():
        comment = rows[number]
        comment.ground, comment.reserved_for = was["ground"], was["reserved_for"]
        comment.decided_at, comment.waiting_since = map(
            _moment, (was["decided_at"], was["waiting_since"])
        )
        comment.open_reports = reopened.get(number, 0)
        if comment.open_reports and comment.waiting_since is None:
            comment.waiting_since = clock.now()
        comment.version += 1
    db.session.flush()
    _record(Event.DECISION_UNDONE, decisions)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _reopen_reports(decisions: Sequence[int], numbers: Sequence[int]) -> dict[int, int]:
    """Open the reports that the decisions closed; return how many are open on each comment."""
    db.session.execute(
        update(Report)
        .where(Report.decision_id.in_(decisions))
        .values(decision_id=None)
        .execution_options(synchronize_session=False)
    )
    waiting = (
        select(Report.comment_id, func.count())
        .where(Report.comment_id.in_(numbers), Report.decision_id.is_(None))
        .group_by(Report.comment_id)
    )
    return {number: int(count) for number, count in db.session.execute(waiting)}
