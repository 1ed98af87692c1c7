"""The one clock."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Return seconds that only ever grow, for measuring how long something takes."""
    return time.monotonic()
