"""The report of a summary as a row of blocks: one object behind the DOCX and the PDF.

A block says what is written, not how it looks; each exporter draws it in its own way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from consult.summaries.summary import Summary

_NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; those of level 1 and 2 stand in the contents."""

    level: int
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of our own words; a note stands out from the rest."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Citizens' or officials' words: what they are, the words, their language, where they stand."""

    lead: str
    text: str
    language: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its first column holds words, and so do those in `wordy`; the others numbers.

    `widths` are shares of the page. Texts of citizens in it are in no language that we know.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    wordy: frozenset[int] = frozenset({0})
    last_is_total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing as SVG, with what it shows in words; its figures stand in the table below it."""

    svg: str
    caption: str
    alt: str
    width: int = 115
    """In millimetres."""


Block = Heading | Words | Quotation | Grid | Chart


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its titles, what it is about (heading and value), the note, and the blocks."""

    title: str
    subject: str
    subject_language: str
    language: str
    facts: Sequence[tuple[str, str]]
    note: str
    made_at: datetime
    blocks: Sequence[Block] = field(default_factory=list)

    @property
    def contents(self) -> list[Heading]:
        """Return the headings that the contents name."""
        return [one for one in self.blocks if isinstance(one, Heading) and one.level < 3]


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
