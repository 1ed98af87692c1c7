"""The report of a summary as a row of blocks: one object behind the DOCX and the PDF.

A block says what is written, not how it looks; each exporter draws it in its own way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


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
    """Citizens' or officials' words: what they are, the words, their language, where they stand.

    `after` are words of our own below them.
    """

    lead: str
    text: str
    language: str
    source: str = ""
    after: str = ""


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
