"""The summary of a consultation as plain values: one object behind the page and every export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from consult.comments.rules import Stance
from consult.core.words import gettext, lazy
from consult.responses.traces import Change
from consult.summaries.figures import Figures, together
from consult.summaries.parts import (
    NO_ANSWERS,
    NO_TABLE,
    Answers,
    ArgumentFound,
    Day,
    GroupTable,
    Moderated,
    Opinions,
    Quoted,
    ThemeFound,
    changed_after,
    with_answers,
)

NOTE = lazy(
    "The participants chose themselves: this is no poll. "
    "The figures show what those who took part think, not what the whole population thinks."
)
"""Printed on the page and in every export."""

MOST_SHOWN = 5
"""How many amendments are named as most contested and most discussed."""


class Preset(StrEnum):
    """What an export may hold; personal data stand in none.

    PUBLIC leaves out the texts that nobody but staff may read. OFFICIAL has those that a moderator
    holds, rejected or hid, unless because of personal data. ARCHIVE is what a public archive keeps:
    the same, and in a ZIP every revision of the wordings and the consultation's ledger.
    """

    PUBLIC = "public"
    OFFICIAL = "official"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class People:
    """Distinct people; somebody who voted and commented is one person in `took_part`."""

    voted: int = 0
    commented: int = 0
    took_part: int = 0


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
class AmendmentSummary:
    """One amendment: what it is, in which revision, its figures and, where asked for, its parts.

    `people` are distinct here; the lists quote a few and link to all.
    """

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
    people: People = People()
    campaigns: Campaigns = Campaigns()
    answers: Answers = NO_ANSWERS
    days: tuple[Day, ...] = ()
    regions: GroupTable = NO_TABLE
    ages: GroupTable = NO_TABLE
    strongest: tuple[Quoted, ...] = ()
    suggestions: tuple[Quoted, ...] = ()
    questions: tuple[Quoted, ...] = ()
    themes: tuple[ThemeFound, ...] = ()
    opinions: Opinions | None = None
    arguments: tuple[ArgumentFound, ...] = ()

    def strongest_for(self) -> Quoted | None:
        """Return the strongest published comment for, where there is one that people agree with."""
        return next((one for one in self.strongest if one.stance == Stance.FOR), None)

    def strongest_against(self) -> Quoted | None:
        """Return the same against."""
        return next((one for one in self.strongest if one.stance == Stance.AGAINST), None)

    @property
    def changed_after(self) -> list[tuple[Change, list[int]]]:
        """Return what was changed in the wording, each with the arguments after which."""
        return changed_after(self.arguments)


def _most(
    amendments: list[AmendmentSummary], measure: Callable[[AmendmentSummary], int]
) -> list[AmendmentSummary]:
    found = [one for one in amendments if measure(one)]
    return sorted(found, key=lambda one: -measure(one))[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class Summary:
    """A consultation, or one amendment of it, at one moment.

    `answers`, `days`, `themes` and the rest speak of everything in it; what is only about one
    amendment stands in its AmendmentSummary.
    """

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
    days: tuple[Day, ...] = ()
    regions: GroupTable = NO_TABLE
    ages: GroupTable = NO_TABLE
    themes: tuple[ThemeFound, ...] = ()
    moderated: Moderated | None = None
    answers_due_at: datetime | None = None
    only: int | None = None
    """The key of the one amendment that it is about; None for all."""

    @property
    def filters(self) -> dict[str, str]:
        """Return what was left out, as a manifest says it: the number of the only amendment."""
        return {"amendment": self.amendments[0].number} if self.only else {}

    @property
    def narrowed(self) -> str:
        """Return that it is only about one amendment, in words; empty where it is about all."""
        number = self.filters.get("amendment")
        return gettext("Amendment %(number)s only.", number=number) if number else ""

    @property
    def answers(self) -> Answers:
        """Return the meter of all amendments."""
        return with_answers(one.answers for one in self.amendments)

    @property
    def overdue(self) -> int:
        """Return how many suggestions wait although the promised moment has passed."""
        answers = self.answers
        late = self.answers_due_at is not None and self.answers_due_at < self.made_at
        return answers.suggestions - answers.suggestions_answered if late else 0

    @property
    def arguments(self) -> list[ArgumentFound]:
        """Return the arguments of all amendments, by number."""
        found = [one for amendment in self.amendments for one in amendment.arguments]
        return sorted(found, key=lambda one: one.number)

    @property
    def grouped(self) -> list[tuple[AmendmentSummary, Opinions]]:
        """Return the amendments in which opinion groups were found, with those, in their order."""
        return [(one, one.opinions) for one in self.amendments if one.opinions is not None]

    @property
    def most_contested(self) -> list[AmendmentSummary]:
        """Return the amendments with most votes set against each other; of equal ones the first."""
        return _most(self.amendments, lambda one: one.figures.contested)

    @property
    def most_discussed(self) -> list[AmendmentSummary]:
        """Return the amendments with most published comments and replies."""
        return _most(self.amendments, lambda one: one.figures.discussed)

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
