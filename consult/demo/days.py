"""The days of the demo, counted from its loading: offices open and close on the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from consult.consultations.models import Consultation

OPENS, CLOSES = 9, 18


def on_the_hour(home: Consultation, now: datetime, days: float, hour: int) -> datetime:
    """Return an hour of the day so many days from now, in the time zone of a consultation."""
    there = now.astimezone(ZoneInfo(home.time_zone)) + timedelta(days=days)
    return there.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)
