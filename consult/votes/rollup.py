"""Rolling vote events up into tallies, a duty of the worker."""

from collections import Counter

from sqlalchemy import delete, select

from consult.core.db import db, upsert
from consult.core.jobs import every_round
from consult.votes.models import Tally, VoteEvent
from consult.votes.queries import events_wait

MOST_AT_ONCE = 5000

Cell = tuple[int, int, bool, str]
KEY = ("amendment_id", "revision", "verified", "choice")
"""What a cell is, in its order."""


@every_round(events_wait)
def roll_up() -> int:
    """Move waiting events into the tallies; return how many.

    Events leave and counts grow in one transaction, so a tally read meanwhile is exact. Several
    workers take different events, and write tallies in one order, so they never wait in a circle.
    """
    waiting = (
        select(VoteEvent.id)
        .order_by(VoteEvent.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = db.session.execute(
        delete(VoteEvent)
        .where(VoteEvent.id.in_(waiting))
        .returning(
            VoteEvent.amendment_id,
            VoteEvent.revision,
            VoteEvent.verified,
            VoteEvent.choice,
            VoteEvent.step,
        )
        .execution_options(synchronize_session=False)
    ).all()
    sums: Counter[Cell] = Counter()
    for amendment_id, revision, verified, choice, step in taken:
        sums[(amendment_id, revision, verified, choice)] += step
    _add({cell: change for cell, change in sorted(sums.items()) if change})
    return len(taken)


def _add(sums: dict[Cell, int]) -> None:
    if not sums:
        return
    rows = [{**dict(zip(KEY, cell, strict=True)), "count": change} for cell, change in sums.items()]
    added = upsert(Tally).values(rows)
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=KEY, set_={"count": Tally.count + added.excluded.count}
        )
    )
