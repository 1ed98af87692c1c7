"""How a report writes figures, dates and codes in its language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consult.summaries.summary import Summary

_NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Figured:
    """Writes figures and dates as the report's language does."""

    summary: Summary

    def number(self, value: int) -> str:
        """Return a whole number with its thousands set apart."""
        grouped = f"{value:,}"
        return grouped if self.summary.language == "en" else grouped.replace(",", _NARROW)

    def part(self, count: int, whole: int) -> str:
        """Return a count with its share of the whole, where there is a whole."""
        if not whole:
            return self.number(count)
        share = f"{100 * count / whole:.1f}"
        if self.summary.language == "en":
            return f"{self.number(count)} ({share}%)"
        return f"{self.number(count)} ({share.replace('.', ',')}{_NARROW}%)"

    def day(self, day: date) -> str:
        """Return a day in figures."""
        return f"{day:%Y-%m-%d}" if self.summary.language == "en" else f"{day:%d.%m.%Y}"

    def moment(self, moment: datetime) -> str:
        """Return a moment in the consultation's time zone, to the minute."""
        local = self.summary.local(moment)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def numbers(self, values: Iterable[int]) -> list[str]:
        """Return several whole numbers."""
        return [self.number(value) for value in values]


def ellipsis(text: str, most: int) -> str:
    """Return a text of at most so many letters; what is cut says so."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def labelled(words: Any, key: str) -> str:
    """Return the word for a code, or the code itself where there is no word for it."""
    return str(words.get(key, key))
