"""Dates and numbers as people write them; CLDR's Kazakh forms are not what readers expect."""

from datetime import datetime
from zoneinfo import ZoneInfo

MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}
DAY = {
    "kk": "{year} жылғы {day} {month}",
    "ru": "{day} {month} {year} г.",
    "en": "{day} {month} {year}",
}
NARROW = "\u202f"


def day(moment: datetime, language: str, zone: str) -> str:
    """Return the day of a moment in a time zone."""
    local = moment.astimezone(ZoneInfo(zone))
    month = MONTHS[language].split()[local.month - 1]
    return DAY[language].format(year=local.year, month=month, day=local.day)


def day_and_time(moment: datetime, language: str, zone: str) -> str:
    """Return the day and the time of a moment in a time zone."""
    return f"{day(moment, language, zone)}, {moment.astimezone(ZoneInfo(zone)):%H:%M}"


def number(value: int, language: str) -> str:
    """Return a whole number with its thousands set apart."""
    grouped = f"{value:,}"
    return grouped if language == "en" else grouped.replace(",", NARROW)


def percent(part: int, whole: int, language: str) -> str:
    """Return a share with one decimal; a dash where there is nothing to share."""
    if whole == 0:
        return "–"
    text = f"{100 * part / whole:.1f}"
    return f"{text}%" if language == "en" else f"{text.replace('.', ',')}{NARROW}%"
