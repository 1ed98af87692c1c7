"""Counts the figures of the transparency page: a duty of the worker, only what is new each time.

What is older than the window in which decisions can be undone is counted once and kept; the little
that is younger is counted anew each time and added. So a consultation of a million comments costs
no more than its last minutes.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, cast, func, or_, select

from consult.analysis.campaigns import PEOPLE_OF_A_CAMPAIGN
from consult.comments.models import Comment, CommentCount
from consult.comments.rules import ELSEWHERE
from consult.consultations.models import Amendment, Consultation
from consult.consultations.rules import State as ConsultationState
from consult.core import clock, jobs
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.models import LedgerEvent
from consult.moderation.models import Appeal, Campaign, Decision, Figures, Sanction, SecondLook
from consult.moderation.openness import (
    BROUGHT,
    CAME,
    HELD,
    NOW,
    REPLY,
    Cells,
    cell,
    rounded,
    withheld_states,
)
from consult.moderation.progress import locked_progress, remember
from consult.moderation.verdicts import Outcome, SanctionKind, SanctionState

SETTLED = timedelta(minutes=15)
"""Longer than a batch can be undone and any transaction lasts."""
EVERY = timedelta(minutes=15)
"""How old figures may be where nothing was decided."""
STREAMS: dict[str, tuple[Any, Any]] = {
    "comments": (Comment, Comment.created_at),
    "decisions": (Decision, Decision.at),
    "events": (LedgerEvent, LedgerEvent.at),
}
Range = tuple[int, int | None]


def _due() -> Sequence[int]:
    """Return the consultations whose figures are old, or that have a decision since."""
    newest = select(func.max(Decision.id)).where(Decision.consultation_id == Consultation.id)
    known = func.coalesce(Figures.last_decision, 0)
    old = or_(Figures.at.is_(None), Figures.at <= clock.now() - EVERY)
    new = func.coalesce(newest.scalar_subquery(), 0) > known
    query = select(Consultation.id).outerjoin(Figures, Figures.consultation_id == Consultation.id)
    query = query.where(Consultation.state != ConsultationState.DRAFT, or_(old, new))
    return db.session.scalars(query.order_by(Consultation.id)).all()


@jobs.every_round(lambda: bool(_due()), seconds=60)
def count_what_is_due() -> None:
    """Count the figures of every consultation that needs it."""
    for consultation_id in _due():
        count_figures(consultation_id)


def count_figures(consultation_id: int) -> dict[str, Any]:
    """Count and store the figures of a consultation; return them. Safe to run twice."""
    progress = locked_progress(consultation_id)
    kept = progress.figures.get("kept") or {"cells": {}, "times": {}, "to": {}}
    cells, times = Counter(kept["cells"]), Counter(kept["times"])
    settled, to = clock.now() - SETTLED, {}
    for name in STREAMS:
        start = kept["to"].get(name, 0)
        to[name] = _last(name, consultation_id, start, settled)
        _add(name, consultation_id, (start, to[name]), cells, times)
    kept = {"cells": dict(cells), "times": dict(times), "to": to}
    for name in STREAMS:
        _add(name, consultation_id, (to[name], None), cells, times)
    cells.update(_now(consultation_id))
    shown = {
        "cells": dict(cells),
        "times": dict(times),
        "appeals": _appeals(consultation_id),
        "sanctions": _sanctions(consultation_id),
        "looks": _looks(consultation_id),
        "campaigns": _campaigns(consultation_id),
    }
    progress.last_decision = _newest_decision(consultation_id)
    progress.at = clock.now()
    remember(progress, kept=kept, shown=shown)
    return shown


def _last(stream: str, consultation_id: int, start: int, settled: datetime) -> int:
    """Return up to which row a stream is settled."""
    table, at = STREAMS[stream]
    query = select(table.id).where(table.consultation_id == consultation_id, table.id > start)
    newest = db.session.scalar(query.where(at <= settled).order_by(table.id.desc()).limit(1))
    return newest or start


def _add(stream: str, place: int, numbers: Range, cells: Cells, times: Counter[str]) -> None:
    counted = {"comments": _comments, "decisions": _decisions, "events": _holdings}[stream]
    cells.update(counted(place, numbers))
    if stream == "decisions":
        times.update(_times(place, numbers))


def _within(table: Any, place: int, numbers: Range) -> list[Any]:
    first, last = numbers
    conditions = [table.consultation_id == place, table.id > first]
    return conditions if last is None else [*conditions, table.id <= last]


def _comments(place: int, numbers: Range) -> Cells:
    what = (Comment.stance, Comment.language)
    brought = func.count().filter(Comment.ground == ELSEWHERE)
    query = select(*what, func.count(), brought).where(*_within(Comment, place, numbers))
    found: Cells = Counter()
    for stance, language, count, elsewhere in db.session.execute(query.group_by(*what)):
        found[cell(CAME, stance, language)] = count
        found[cell(BROUGHT, stance, None)] += elsewhere
    return found


def _decisions(place: int, numbers: Range) -> Cells:
    what = (Decision.action, Decision.stance, Decision.language, Decision.ground)
    within = [*_within(Decision, place, numbers), Decision.undone_at.is_(None)]
    query = select(*what, func.count()).where(*within).group_by(*what)
    return Counter({cell(*row[:4]): row[4] for row in db.session.execute(query)})


def _times(place: int, numbers: Range) -> Counter[str]:
    within = [*_within(Decision, place, numbers), Decision.undone_at.is_(None), Decision.waited > 0]
    found: Counter[str] = Counter()
    query = select(Decision.waited, func.count()).where(*within).group_by(Decision.waited)
    for waited, count in db.session.execute(query):
        found[str(rounded(waited))] += count
    return found


def _holdings(place: int, numbers: Range) -> Cells:
    """Count how often comments were held, from the ledger: an edit may publish one before long."""
    what = (Comment.stance, Comment.language)
    number = cast(func.substr(LedgerEvent.subject, len("comment:") + 1), BigInteger)
    within = _within(LedgerEvent, place, numbers)
    query = (
        select(*what, func.count())
        .select_from(LedgerEvent)
        .join(Comment, Comment.id == number)
        .where(*within, LedgerEvent.kind == Event.COMMENT_HELD.name)
        .group_by(*what)
    )
    return Counter({cell(HELD, *row[:2]): row[2] for row in db.session.execute(query)})


def _now(place: int) -> Cells:
    """Count what is hidden or rejected now, by stance, from the counts that always hold."""
    query = (
        select(CommentCount.kind, func.sum(CommentCount.count))
        .join(Amendment, Amendment.id == CommentCount.amendment_id)
        .where(Amendment.consultation_id == place, CommentCount.state.in_(withheld_states()))
        .group_by(CommentCount.kind)
    )
    found: Cells = Counter()
    for kind, count in db.session.execute(query):
        found[cell(NOW, None if kind == REPLY else kind, None)] += int(count)
    return found


def _appeals(place: int) -> dict[str, int]:
    query = select(Appeal.outcome, func.count()).where(Appeal.consultation_id == place)
    by_outcome = {row[0]: row[1] for row in db.session.execute(query.group_by(Appeal.outcome))}
    return {
        "received": sum(by_outcome.values()),
        "waiting": by_outcome.get(None, 0),
        **{outcome.value: by_outcome.get(outcome, 0) for outcome in Outcome},
    }


def _sanctions(place: int) -> dict[str, int]:
    """Count the sanctions that took effect, by kind; what was only proposed is none."""
    effective = Sanction.state.not_in((SanctionState.PROPOSED, SanctionState.REFUSED))
    query = select(Sanction.kind, func.count()).where(Sanction.consultation_id == place, effective)
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Sanction.kind))}
    return {
        "warnings": found.get(SanctionKind.WARN, 0),
        "suspensions": found.get(SanctionKind.SUSPEND, 0),
    }


def _looks(place: int) -> dict[str, int]:
    same = func.count().filter(SecondLook.action == Decision.action)
    query = (
        select(func.count(), same)
        .select_from(SecondLook)
        .join(Decision, Decision.id == SecondLook.decision_id)
        .where(
            SecondLook.consultation_id == place,
            SecondLook.at.is_not(None),
            Decision.undone_at.is_(None),
        )
    )
    judged, agreed = db.session.execute(query).one()
    return {"judged": judged, "agreed": agreed}


def _campaigns(place: int) -> dict[str, int]:
    many = Campaign.people >= PEOPLE_OF_A_CAMPAIGN
    counted = (func.count(), func.coalesce(func.sum(Campaign.texts), 0))
    here = Campaign.consultation_id == place
    people = func.coalesce(func.sum(Campaign.people), 0)
    campaigns = db.session.execute(select(*counted, people).where(here, many)).one()
    floods = db.session.execute(select(*counted).where(here, ~many)).one()
    names = ("campaigns", "texts_of_campaigns", "people_of_campaigns", "floods", "texts_of_floods")
    return dict(zip(names, map(int, (*campaigns, *floods)), strict=True))


def _newest_decision(place: int) -> int:
    newest = select(func.max(Decision.id)).where(Decision.consultation_id == place)
    return db.session.scalar(newest) or 0


def figures_of(consultation_id: int) -> Figures | None:
    """Return the figures as they were last counted; None where the worker was not here yet."""
    found = db.session.get(Figures, consultation_id)
    return found if found and "shown" in found.figures else None
