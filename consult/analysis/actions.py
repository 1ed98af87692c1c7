"""Setting the strength of comments by opinion groups, or back to the Wilson bound without them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import update

from consult.analysis.groups import consensus, find_groups
from consult.analysis.queries import has_groups, most_reacted, reactions_to, roots_locked
from consult.comments.models import Comment
from consult.comments.rules import strength
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core import clock, jobs
from consult.core.db import db, snapshot

Strengths = dict[int, int]


@jobs.job("opinion-groups")
def regroup(payload: dict[str, Any]) -> None:
    """Compute the groups of one amendment and what they make of its comments.

    Reading and computing hold nobody up; only the result is written under locks. Without groups the
    Wilson bound stands, which every reaction keeps by itself; it is set anew where groups vanished.
    """
    amendment_id = payload["amendment"]
    with snapshot():
        had_groups = has_groups(amendment_id)
        comments = most_reacted(amendment_id)
        reactions = reactions_to(comments) if comments else []
    found = strengths(reactions)
    if found is not None:
        _set(amendment_id, lambda row: found.get(row.id, 0), clock.now())
    elif had_groups:
        _set(amendment_id, lambda row: strength(row.agrees, row.disagrees), None)


def strengths(reactions: Any) -> Strengths | None:
    """Return strengths in millionths by comment, or None where there are no groups.

    `reactions` are rows of person, comment and value, in any order.
    """
    import numpy as np

    if not reactions:
        return None
    rows = np.array([tuple(row) for row in reactions], dtype=np.int64)
    people, person = np.unique(rows[:, 0], return_inverse=True)
    comments, comment = np.unique(rows[:, 1], return_inverse=True)
    matrix = np.full((len(people), len(comments)), np.nan)
    matrix[person, comment] = rows[:, 2]
    labels = find_groups(people.tolist(), matrix)
    if labels is None:
        return None
    agreed = consensus(matrix, labels)
    return {
        int(key): round(1_000_000 * float(share))
        for key, share in zip(comments, agreed, strict=True)
    }


def _set(amendment_id: int, of: Callable[[Any], int], groups_at: datetime | None) -> None:
    """Store the strengths that changed, then say when; comments before their amendment."""
    changed = [
        {"id": row.id, "strength": of(row)}
        for row in roots_locked(amendment_id)
        if row.strength != of(row)
    ]
    if changed:
        db.session.execute(update(Comment), changed)
    db.session.execute(
        update(Amendment).where(Amendment.id == amendment_id).values(groups_at=groups_at)
    )
    touch(amendment_id)
