"""Setting the strength of comments by opinion groups, or back to the Wilson bound without them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, insert, update

from consult.analysis.found import OpinionFound
from consult.analysis.mapping import opinions
from consult.analysis.models import OpinionMap
from consult.analysis.queries import has_groups, most_reacted, reactions_to, roots_locked
from consult.comments.models import Comment
from consult.comments.rules import strength
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db, snapshot


def regroup(payload: dict[str, Any]) -> None:
    """Compute the groups of one amendment and what they make of its comments.

    Reading and computing hold nobody up; only the result is written under locks. Without groups the
    Wilson bound stands, which every reaction keeps by itself; it is set anew where groups vanished.
    """
    amendment_id = payload["amendment"]
    with snapshot():
        had_groups = has_groups(amendment_id)
        comments = most_reacted(amendment_id)
        found = opinions(reactions_to(comments), clock.now()) if comments else None
    if found is not None:
        strong = {one.comment_id: round(1_000_000 * one.consensus) for one in found.comments}
        _set(amendment_id, lambda row: strong.get(row.id, 0), found)
    elif had_groups:
        _set(amendment_id, lambda row: strength(row.agrees, row.disagrees), None)


def _set(amendment_id: int, of: Callable[[Any], int], found: OpinionFound | None) -> None:
    """Store the strengths that changed, then the map; comments before their amendment."""
    changed = [
        {"id": row.id, "strength": of(row)}
        for row in roots_locked(amendment_id)
        if row.strength != of(row)
    ]
    if changed:
        db.session.execute(update(Comment), changed)
    db.session.execute(
        update(Amendment)
        .where(Amendment.id == amendment_id)
        .values(groups_at=found.at if found else None)
    )
    db.session.execute(delete(OpinionMap).where(OpinionMap.amendment_id == amendment_id))
    if found:
        values = {"amendment_id": amendment_id, "found": found.as_json(), "at": found.at}
        db.session.execute(insert(OpinionMap).values(values))
    touch(amendment_id)
