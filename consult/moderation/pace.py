"""When the queue will be empty: plain arithmetic on what came in and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENOUGH = 20
"""So many decisions of the last hour say how fast the work goes; fewer are looked at by the day."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much was decided and came in during `span`; `hours` until nothing waits.

    `hours` is None while as much comes in as is decided, or more.
    """

    span: timedelta
    decided: int
    arrived: int
    hours: float | None

    @property
    def days(self) -> int | None:
        """Return the days until nothing waits, from two on; None where hours say it better."""
        return round(self.hours / 24) if self.hours is not None and self.hours >= 48 else None


def pace_of(
    waiting: int,
    came: dict[timedelta, int],
    decided: Sequence[tuple[datetime, int]],
    now: datetime,
) -> Pace:
    """Return the pace of the last hour, or of the last day where the hour says too little.

    `came` is how many of those that wait came in the last hour and day; `decided` are decisions
    with the seconds that each case had waited. Both may be cut at the same number: then nothing
    better is promised than that the queue does not shrink.
    """
    span = HOUR if sum(at > now - HOUR for at, _ in decided) >= ENOUGH else DAY
    begin = now - span
    done = [at - timedelta(seconds=waited) for at, waited in decided if at > begin]
    arrived = came[span] + sum(moment > begin for moment in done)
    gain = len(done) - arrived
    hours = waiting * (span / HOUR) / gain if gain > 0 else None
    return Pace(span, len(done), arrived, hours)
