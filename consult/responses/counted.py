"""How many arguments are proposed on each amendment: the worker counts, the desk only reads.

Counting reads every comment that may still be gathered, too many for each view of a page.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, union_all

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.theme_rules import SHOWN
from consult.comments.models import Comment
from consult.core import clock, jobs
from consult.core.db import db, snapshot
from consult.moderation.models import Campaign, Figures
from consult.moderation.progress import locked_progress, remember
from consult.responses.models import Argument
from consult.responses.proposals import FEWEST, FREE, MOST_PROPOSED

KEPT = "proposals"
EVERY = timedelta(minutes=15)
"""How old the counts may be where nobody gathered anything and themes stayed."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many near-copies and themes are proposed, by the amendment's key, and when counted."""

    by_amendment: Mapping[int, int]
    at: datetime

    @property
    def total(self) -> int:
        """Return how many there are on all amendments."""
        return sum(self.by_amendment.values())


def proposed_in(consultation_id: int) -> Counted | None:
    """Return what was counted last; None where the worker was not here yet."""
    kept = db.session.scalar(
        select(Figures.figures[KEPT].as_json()).where(Figures.consultation_id == consultation_id)
    )
    if not kept:
        return None
    counts = {int(key): count for key, count in kept["counts"].items()}
    return Counted(counts, datetime.fromisoformat(kept["at"]))


def due() -> list[int]:
    """Return the consultations in which something may be proposed and was not counted since."""
    home = Argument.consultation_id, Theme.consultation_id, Campaign.consultation_id
    newest = [
        select(place.label("place"), func.max(at).label("at")).group_by(place)
        for place, at in zip(
            home, (Argument.made_at, Theme.made_at, Campaign.begun_at), strict=True
        )
    ]
    changed = union_all(*newest).subquery()
    counted = Figures.figures[KEPT]["at"].as_string()
    rows = db.session.execute(
        select(changed.c.place, changed.c.at, counted)
        .outerjoin(Figures, Figures.consultation_id == changed.c.place)
        .order_by(changed.c.place)
    )
    old = clock.now() - EVERY
    found = {
        place
        for place, at, counted in rows
        if counted is None or datetime.fromisoformat(counted) < max(at, old)
    }
    return sorted(found)


@jobs.every_round(lambda: bool(due()), seconds=60)
def count_where_due() -> None:
    """Count anew where something was gathered or named since, or the counts are old.

    All is read first, holding nobody up, and then written.
    """
    at = clock.now()
    with snapshot():
        counts = {one: _counted(one) for one in due()}
    for consultation_id, by_amendment in counts.items():
        kept = {"counts": by_amendment, "at": at.isoformat()}
        remember(locked_progress(consultation_id), **{KEPT: kept})


def _counted(consultation_id: int) -> Counter[int]:
    counts: Counter[int] = Counter()
    for amendment_id, count in db.session.execute(_counts(consultation_id)):
        counts[amendment_id] += min(count, MOST_PROPOSED)
    return counts


def _counts(consultation_id: int) -> Any:
    """Select by amendment how many campaigns, and how many themes, have enough to be gathered."""
    free = Comment.consultation_id == consultation_id, *FREE
    campaigns = select(Comment.amendment_id, Comment.campaign_id).where(
        *free, Comment.campaign_id.is_not(None)
    )
    themes = (
        select(Comment.amendment_id, ThemeComment.theme_id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .join(Theme, Theme.id == ThemeComment.theme_id)
        .where(*free, Theme.consultation_id == consultation_id, Theme.origin.in_(SHOWN))
    )
    return union_all(
        _proposals(campaigns, Comment.campaign_id), _proposals(themes, ThemeComment.theme_id)
    )


def _proposals(free: Any, source: Any) -> Any:
    enough = free.group_by(Comment.amendment_id, source).having(func.count() >= FEWEST).subquery()
    return select(enough.c.amendment_id, func.count()).group_by(enough.c.amendment_id)
