"""The summary of a consultation as plain values: one object behind the page and every export."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from consult.comments.rules import State
from consult.core.words import lazy
from consult.votes.rules import Choice
from consult.votes.tally import TallyView

NOTE = lazy(
    "The participants chose themselves: this is no poll. "
    "The figures show what those who took part think, not what the whole population thinks."
)
"""Printed on the page and in every export."""

REPLY = "reply"
"""The kind under which replies are counted; comments are counted under their stance."""


class Preset(StrEnum):
    """What an export may hold; personal data stand in none."""

    PUBLIC = "public"


def share(count: int, total: int) -> float | None:
    """Return count/total rounded to four decimals from the exact fraction; None of nothing."""
    return float(round(Fraction(count, total), 4)) if total else None


@dataclass(frozen=True, slots=True)
class CommentFigures:
    """Comments and replies counted by kind (stance, or `reply`) and state."""

    cells: dict[tuple[str, str], int] = field(default_factory=dict)
    open_reports: int = 0

    @property
    def total(self) -> int:
        """Return how many there are in every state: the rows of the table of comments."""
        return sum(self.cells.values())

    def published(self, kind: str) -> int:
        """Return how many of a kind everybody can read."""
        return self.cells.get((kind, State.PUBLISHED), 0)

    def in_state(self, state: str) -> int:
        """Return how many comments and replies are in a state."""
        return sum(count for (_, found), count in self.cells.items() if found == state)


@dataclass(frozen=True, slots=True)
class Figures:
    """Votes and comments of one amendment, or of all together.

    `older_votes` are those among all votes that were cast on an older revision of the text.
    """

    tally: TallyView = field(default_factory=TallyView)
    comments: CommentFigures = field(default_factory=CommentFigures)
    older_votes: int = 0

    def share(self, choice: str) -> float | None:
        """Return the share of a choice among all votes."""
        return share(self.tally.count_of(choice), self.tally.total)

    def bar(self) -> list[tuple[str, float, float]]:
        """Return (choice, start, width) of the parts of a bar of length 100."""
        parts, start = [], 0.0
        for choice in Choice:
            width = 100 * (self.share(choice) or 0)
            parts.append((choice.value, round(start, 2), round(width, 2)))
            start += width
        return parts


def together(figures: list[Figures]) -> Figures:
    """Return figures added up."""
    cells: Counter[tuple[str, str]] = Counter()
    for one in figures:
        cells.update(one.comments.cells)
    votes = [(*cell, count) for one in figures for cell, count in one.tally.cells.items()]
    reports = sum(one.comments.open_reports for one in figures)
    older = sum(one.older_votes for one in figures)
    return Figures(TallyView.of(votes), CommentFigures(dict(cells), reports), older)


@dataclass(frozen=True, slots=True)
class AmendmentSummary:
    """One amendment: what it is, in which revision, and its figures."""

    id: int
    number: str
    element: str
    title: str
    language: str
    chapter: str
    change: str
    revision: int
    url: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class People:
    """Distinct people; somebody who voted and commented is one person in `took_part`."""

    voted: int
    commented: int
    took_part: int


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Near-copies: campaigns by three people or more, floods by one or two.

    Each person of a campaign is one among those who commented, however many sent the same.
    """

    campaigns: int = 0
    texts: int = 0
    people: int = 0
    floods: int = 0
    flood_texts: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A consultation at one moment."""

    consultation_id: int
    slug: str
    title: str
    language: str
    title_language: str
    url: str
    stage: str
    opens_at: datetime | None
    closes_at: datetime | None
    time_zone: str
    made_at: datetime
    people: People
    amendments: list[AmendmentSummary]
    campaigns: Campaigns = Campaigns()
    preset: Preset = Preset.PUBLIC

    @property
    def totals(self) -> Figures:
        """Return the figures of all amendments added up."""
        return together([amendment.figures for amendment in self.amendments])

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the consultation, in which every moment is written."""
        return ZoneInfo(self.time_zone)

    @property
    def note(self) -> Any:
        """Return the note to print."""
        return NOTE

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the consultation's time zone, to the second."""
        return moment.astimezone(self.zone).replace(microsecond=0)
