"""Reads of votes and comments by day, in the consultation's time zone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, extract, func, select

from consult.comments.models import Comment
from consult.core.db import db
from consult.summaries.parts import Day
from consult.summaries.scope import Scope
from consult.votes.models import Vote

QUARTER = 900
"""Every offset from UTC is a number of quarters of an hour, so a quarter lies within one day."""
LONGEST = 400
"""Between days farther apart no empty ones are put in."""

Cells = Mapping[date, Counter[str]]


def days_in(scope: Scope, zone: str) -> tuple[Day, ...]:
    """Return each day from the first vote or comment to the last, of everything in the scope."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for by_day in _cells(scope, ZoneInfo(zone), apart=False).values():
        for day, counts in by_day.items():
            found[day].update(counts)
    return _without_gaps(found)


def days_by_amendment(scope: Scope, zone: str) -> dict[int, tuple[Day, ...]]:
    """Return the same for each amendment on which somebody voted or wrote."""
    return {
        key: _without_gaps(by_day)
        for key, by_day in _cells(scope, ZoneInfo(zone), apart=True).items()
    }


def _cells(scope: Scope, zone: ZoneInfo, *, apart: bool) -> dict[int, dict[date, Counter[str]]]:
    found: dict[int, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for key, quarter, votes, verified in _votes(scope, apart):
        counts = found[key or 0][_day(quarter, zone)]
        counts["votes"] += votes
        counts["verified"] += int(verified)
    for key, quarter, comments in _comments(scope, apart):
        found[key or 0][_day(quarter, zone)]["comments"] += comments
    return found


def _votes(scope: Scope, apart: bool) -> Iterable[Any]:
    quarter = _quarter(Vote.cast_at)
    verified = func.sum(case((Vote.verified, 1), else_=0))
    if apart:
        query = scope.votes(Vote.amendment_id, quarter, func.count(), verified)
        return db.session.execute(query.group_by(Vote.amendment_id, quarter))
    rows = db.session.execute(scope.votes(quarter, func.count(), verified).group_by(quarter))
    return ((None, *row) for row in rows)


def _comments(scope: Scope, apart: bool) -> Iterable[Any]:
    quarter = _quarter(Comment.created_at)
    key = [Comment.amendment_id] if apart else []
    query = select(*key, quarter, func.count()).where(*scope.published).group_by(*key, quarter)
    rows = db.session.execute(query)
    return rows if apart else ((None, *row) for row in rows)


def _quarter(moment: Any) -> ColumnElement[Any]:
    """Return the second at which the moment's quarter of an hour begins."""
    seconds = extract("epoch", moment)
    return seconds - seconds % QUARTER


def _day(quarter: Any, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(int(quarter), UTC).astimezone(zone).date()


def _without_gaps(cells: Cells) -> tuple[Day, ...]:
    days = sorted(cells)
    if days and (days[-1] - days[0]).days <= LONGEST:
        days = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    nothing: Counter[str] = Counter()
    return tuple(Day(day, **cells.get(day, nothing)) for day in days)
