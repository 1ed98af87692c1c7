"""When groups and themes are computed. What computes them is loaded by the slow process alone."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from consult.analysis.theme_rules import AT_MOST_EVERY, has_grown
from consult.comments.models import CommentCount
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment
from consult.core import clock, jobs
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.models import LedgerEvent

COMPUTED = "computed"

jobs.slow("opinion-groups", "consult.analysis.regrouping:regroup")
jobs.slow("themes", "consult.analysis.theme_computing:compute")


def ask_for_themes(consultation_id: int) -> None:
    """Let the themes of a consultation be computed soon; several asking ask once."""
    key = f"themes:{consultation_id}"
    jobs.enqueue("themes", {"consultation": consultation_id}, key=key)


def later_key(consultation_id: int) -> str:
    """Return the key of the job that tries again after officials changed themes all the time."""
    return f"themes:{consultation_id}:later"


def tried_again_at(consultation_id: int) -> datetime | None:
    """Return when themes are computed again, where a computation had to be given up."""
    job = jobs.Job.key == later_key(consultation_id)
    waits = select(jobs.Job.run_at).where(job, jobs.Job.attempts == 0)
    return db.session.scalar(waits)


def published_in(consultation_id: int) -> int:
    """Return how many comments of a consultation are published now."""
    query = _sums().where(Amendment.consultation_id == consultation_id)
    return int(db.session.execute(query).scalars().first() or 0)


def _sums() -> Any:
    """Select how many comments are published under the amendments, from their counters."""
    return (
        select(func.sum(CommentCount.count))
        .join(Amendment, Amendment.id == CommentCount.amendment_id)
        .where(CommentCount.kind.in_(list(Stance)), CommentCount.state == State.PUBLISHED)
    )


def last_computed(consultation_id: int) -> LedgerEvent | None:
    """Return the event of the last computation."""
    return db.session.scalars(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject == f"themes:{consultation_id}",
            LedgerEvent.kind == Event.THEMES_CHANGED.name,
            LedgerEvent.data["what"].as_string() == COMPUTED,
        )
        .order_by(LedgerEvent.id.desc())
        .limit(1)
    ).first()


def grown() -> list[int]:
    """Return the consultations whose comments have grown enough, and not computed a while ago."""
    query = _sums().add_columns(Amendment.consultation_id).group_by(Amendment.consultation_id)
    found = []
    for published, consultation_id in db.session.execute(query.order_by(Amendment.consultation_id)):
        last = last_computed(consultation_id) if has_grown(published, 0) else None
        waited = not last or last.at <= clock.now() - timedelta(seconds=AT_MOST_EVERY)
        if waited and has_grown(published, last.data["published"] if last else 0):
            found.append(consultation_id)
    return found


@jobs.every_round(lambda: bool(grown()), seconds=60)
def ask_where_comments_grew() -> None:
    """Let themes be computed where many comments came since the last time."""
    for consultation_id in grown():
        ask_for_themes(consultation_id)
