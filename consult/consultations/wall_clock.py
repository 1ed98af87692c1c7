"""Moments as the clock on the wall of a time zone shows them, and back."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from consult.core.errors import Invalid
from consult.core.words import lazy


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return a moment as the clock on the wall of a time zone shows it, for a form field."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def in_utc(local: datetime, zone: str, *, field: str, last: bool = False) -> datetime:
    """Return the moment at which the clock on the wall shows this; Invalid where it never does.

    A time that comes twice, when clocks are set back, is the first of the two; with `last` the
    second, so that an end never comes an hour before people expect it.
    """
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=int(last)).astimezone(UTC)
    if in_zone(moment, zone) != local.replace(fold=0):
        message = lazy("On that day the clocks go forward, and there is no such time.")
        raise Invalid(message, field=field)
    return moment


@cache
def time_zones(first: str) -> list[str]:
    """Return the names of all time zones that stand for a place, one of them first."""
    places = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    return list(dict.fromkeys([first, *places, "UTC"]))
