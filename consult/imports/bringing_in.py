"""Storing prepared submissions: in one go and in few statements, since others wait meanwhile."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Table, insert, select

from consult.comments.counting import Steps, move_counts
from consult.comments.indexed import searched_with
from consult.comments.models import Comment, CommentCount
from consult.comments.rules import ELSEWHERE, State, is_listed
from consult.consultations.actions import touch
from consult.consultations.models import Consultation
from consult.consultations.setup import touch_all
from consult.consultations.whole import make_whole
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.imports.brought import Above, brought_count, people_count
from consult.imports.examining import Node
from consult.imports.models import ImportedSubmission
from consult.imports.people import add_people
from consult.imports.preparing import Prepared
from consult.ledger.events import Event
from consult.ledger.log import record, record_all
from consult.moderation.progress import LOOKED_AT, locked_progress, remember

AT_ONCE = 1000
LOOK_AFTER = timedelta(seconds=20)
_INSERT = insert(cast(Table, Comment.__table__)).returning(
    Comment.__table__.c.id, sort_by_parameter_order=True
)


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did: new submissions and people, by state."""

    new: int
    people: int
    states: Counter[str]


def store(ready: Prepared, now: datetime | None = None) -> Done:
    """Store what was prepared, all or nothing; Conflict if others brought something in meanwhile.

    Done again with the same file nothing is new, and nothing is written.
    """
    if not ready.new:
        return Done(0, 0, Counter())
    brought = ready.examined.brought
    home = brought.home
    db.session.execute(select(Consultation.id).where(Consultation.id == home.id).with_for_update())
    if brought_count(home.id) + people_count(home.id) != brought.count:
        raise Conflict(
            lazy("Something else was brought in meanwhile, so nothing was written."),
            lazy("Do it again: what is here already is left as it is."),
        )
    if ready.needs_whole:
        brought.whole.id = make_whole(home).id
        touch_all(home)
    new = {ref: language for ref, language in ready.people.items() if ref not in brought.people}
    accounts = {ref: one.account_id for ref, one in brought.people.items()}
    accounts |= add_people(home.id, new)
    _store_comments(ready, accounts, now or clock.now())
    _tell_those_above(ready)
    _touch_pages(ready)
    _record(ready, len(new))
    return Done(ready.new, len(new), ready.states)


def _store_comments(ready: Prepared, accounts: dict[str, int], now: datetime) -> None:
    steps: Steps = Counter()
    first = 0
    for aside in ready.by_depth:
        for some in aside.portions(AT_ONCE):
            nodes = [ready.examined.nodes[one["ref"]] for one in some]
            rows = [
                _row(ready, node, values, accounts[values["author"]], now)
                for node, values in zip(nodes, some, strict=True)
            ]
            keys = db.session.execute(_INSERT, rows).scalars().all()
            first = first or keys[0]
            for node, key, row in zip(nodes, keys, rows, strict=True):
                node.id = key
                kind = row["stance"] or "reply"
                steps[CommentCount, (row["amendment_id"], kind, row["state"])] += 1
            _remember(ready.examined.brought.home.id, some, keys, rows)
    move_counts(steps)
    payload = {"consultation": ready.examined.brought.home.id, "first": first}
    jobs.enqueue("look-at-imported", payload, run_at=clock.now() + LOOK_AFTER)


def _row(
    ready: Prepared, node: Node, values: dict[str, Any], author_id: int, now: datetime
) -> dict[str, Any]:
    parent = node.parent
    root = None
    if isinstance(parent, Above):
        root = parent.root_id
    elif parent is not None:
        root = _root_of(parent)
    row = {
        "consultation_id": ready.examined.brought.home.id,
        "amendment_id": node.place.id,
        "revision": values["revision"],
        "author_id": author_id,
        "parent_id": parent.id if parent else None,
        "root_id": root,
        "stance": values["stance"],
        "language": values["language"],
        "body": values["body"],
        "state": node.state,
        "ground": ELSEWHERE if node.state == State.REJECTED else None,
        "listed": node.listed,
        "held_for": values["held_for"],
        "waiting_since": now if node.state == State.HELD else None,
        "replies": node.replies,
        "created_at": datetime.fromisoformat(values["at"]),
        "channel": values["channel"],
    }
    marked = SimpleNamespace(**row, clause=None, suggestion=None, answered_at=None)
    return {**row, "terms": searched_with(marked, values["searched"])}


def _root_of(node: Node) -> int:
    """Return the root's key: what stands above was stored before what stands below."""
    above = node.parent
    if above is None:
        return node.id
    return above.root_id if isinstance(above, Above) else _root_of(above)


def _remember(
    consultation_id: int,
    some: Sequence[dict[str, Any]],
    keys: Sequence[int],
    rows: Sequence[dict[str, Any]],
) -> None:
    """Remember which comment each reference became, and put into the ledger what is held."""
    refs = [
        {"consultation_id": consultation_id, "ref": one["ref"], "comment_id": key}
        for one, key in zip(some, keys, strict=True)
    ]
    db.session.execute(insert(cast(Table, ImportedSubmission.__table__)), refs)
    held = [
        (f"comment:{key}", {"reasons": row["held_for"]})
        for key, row in zip(keys, rows, strict=True)
        if row["state"] == State.HELD
    ]
    if held:
        record_all(Event.COMMENT_HELD, held, consultation_id=consultation_id)


def _tell_those_above(ready: Prepared) -> None:
    """Count new replies at the stored comments above them, the deepest first."""
    if not any(ready.listed_below.values()):
        return
    keys = {key for one in ready.above.values() for key in (one.id, one.root_id)}
    query = select(Comment).where(Comment.id.in_(keys)).order_by(Comment.id.desc())
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    stored = {one.id: one for one in db.session.scalars(locked)}
    for key in sorted(stored, key=lambda one: stored[one].root_id is None):
        one, step = stored[key], ready.listed_below[key]
        before = one.listed
        one.replies += step
        one.listed = is_listed(one.state, one.replies)
        if one.root_id is not None:
            ready.listed_below[one.root_id] += step + one.listed - before
    db.session.flush()


def _touch_pages(ready: Prepared) -> None:
    brought = ready.examined.brought
    places = [*brought.places.values(), brought.whole]
    for key in sorted({one.id for one in places if one.id and ready.amendments[one.number]}):
        touch(key)


def _record(ready: Prepared, people: int) -> None:
    home = ready.examined.brought.home
    record(
        Event.SUBMISSIONS_IMPORTED,
        f"consultation:{home.id}",
        consultation_id=home.id,
        submissions=ready.new,
        held=ready.states[State.HELD],
        rejected=ready.states[State.REJECTED],
        people=people,
        channels=dict(ready.channels),
    )


@jobs.job("look-at-imported")
def look_at_imported(payload: dict[str, Any]) -> None:
    """Let near-copies be looked for in what was imported, if the worker passed it by.

    On PostgreSQL a comment sent while an import ran has a higher number and was there before it.
    """
    progress = locked_progress(payload["consultation"])
    if progress.figures.get(LOOKED_AT, 0) >= payload["first"]:
        remember(progress, **{LOOKED_AT: payload["first"] - 1})
