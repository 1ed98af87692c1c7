"""Reads of the amendments of a summary: their headings, and all that is counted and quoted."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from consult.analysis.found import OpinionFound
from consult.analysis.queries import ThemeRow
from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.queries import chapters_of
from consult.consultations.rules import fallback_order
from consult.core.db import db
from consult.core.links import link
from consult.summaries import judged, said, when, who
from consult.summaries.figures import CommentFigures, Figures
from consult.summaries.parts import NO_ANSWERS, NO_TABLE, Quoted, ThemeFound
from consult.summaries.scope import Scope
from consult.summaries.summary import AmendmentSummary, Campaigns, People
from consult.votes.queries import tallies_of

NO_TABLES = (NO_TABLE, NO_TABLE)


@dataclass(slots=True)
class Details:
    """What each amendment quotes and counts for itself, by its key; empty where not asked for."""

    people: Mapping[int, People] = field(default_factory=dict)
    campaigns: Mapping[int, Campaigns] = field(default_factory=dict)
    days: Mapping[int, Any] = field(default_factory=dict)
    groups: Mapping[int, Any] = field(default_factory=dict)
    picks: Mapping[int, said.Picks] = field(default_factory=dict)
    themes: Mapping[int, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """The amendments of a summary while they are read."""

    consultation: Consultation
    scope: Scope
    language: str
    detailed: bool
    headings: dict[int, Any] = field(init=False)
    urls: dict[int, tuple[str, str]] = field(init=False)
    quotes: dict[int, Quoted] = field(init=False)
    theme_rows: Any = field(init=False)
    maps: Mapping[int, OpinionFound] = field(init=False)
    details: Details = field(init=False)

    def __post_init__(self) -> None:
        self.headings = self._headings()
        self.urls = {key: (row.number, self._address(row)) for key, row in self.headings.items()}
        self.theme_rows = judged.theme_rows(self.scope)
        self.maps = judged.maps_in(self.scope)
        self.details = self._details() if self.detailed else Details()
        self.quotes = said.quoted(self._named(), self.urls)

    def themes(self) -> tuple[ThemeFound, ...]:
        """Return the themes of all that the summary is about."""
        return self._themes(self.theme_rows)

    def amendments(self) -> list[AmendmentSummary]:
        """Return the amendments in their order."""
        tallies = tallies_of(self.consultation.id)
        counted = said.counted(self.scope)
        arguments = said.arguments_in(self.scope, self.urls)
        chapters = self._chapter_titles()
        if self.detailed:
            self.details.groups = who.votes_by_group(self.scope, tallies)
        return [
            AmendmentSummary(
                id=key,
                number=row.number,
                element=row.element or "",
                title=row.title or "",
                language=row.language or self.language,
                chapter=chapters.get(row.chapter_id, ""),
                change=row.change or "",
                revision=row.revision,
                url=self.urls[key][1],
                figures=Figures(
                    tallies[key],
                    counted[key][0] if key in counted else CommentFigures(),
                    tallies[key].before(row.revision).total,
                ),
                answers=counted[key][1] if key in counted else NO_ANSWERS,
                arguments=tuple(arguments.get(key, ())),
                opinions=judged.opinions(self.maps.get(key), self.quotes),
                **self._details_of(key),
            )
            for key, row in self.headings.items()
        ]

    def _details(self) -> Details:
        scope, zone = self.scope, self.consultation.time_zone
        rows = self.theme_rows
        themes = {scope.amendment_id: rows} if scope.amendment_id else self._themes_apart()
        return Details(
            people=who.people_by_amendment(scope),
            campaigns=who.campaigns_by_amendment(scope),
            days=when.days_by_amendment(scope, zone),
            picks=said.picks(scope),
            themes=themes,
        )

    def _themes_apart(self) -> dict[int, Any]:
        if not self.theme_rows:
            return {}
        place = self.scope.consultation_id
        return {key: judged.theme_rows(Scope(place, key)) for key in self.headings}

    def _details_of(self, key: int) -> dict[str, Any]:
        if not self.detailed:
            return {}
        details, picks = self.details, self.details.picks.get(key, said.Picks())
        regions, ages = details.groups.get(key, NO_TABLES)
        return {
            "people": details.people.get(key, People()),
            "campaigns": details.campaigns.get(key, Campaigns()),
            "days": details.days.get(key, ()),
            "regions": regions,
            "ages": ages,
            "strongest": self._quoted(picks.strongest),
            "suggestions": self._quoted(picks.suggestions),
            "questions": self._quoted(picks.questions),
            "themes": self._themes(details.themes.get(key, ())),
        }

    def _named(self) -> set[int]:
        """Return the numbers of all comments that are quoted anywhere."""
        numbers = set(judged.named_in_themes(self.theme_rows))
        for rows in self.details.themes.values():
            numbers.update(judged.named_in_themes(rows))
        for found in self.maps.values():
            numbers.update(judged.named_in_map(found))
        for picks in self.details.picks.values():
            numbers.update((*picks.strongest, *picks.suggestions, *picks.questions))
        return numbers

    def _quoted(self, numbers: list[int]) -> tuple[Quoted, ...]:
        return tuple(self.quotes[number] for number in numbers if number in self.quotes)

    def _themes(self, rows: list[ThemeRow]) -> tuple[ThemeFound, ...]:
        return judged.themes(rows, self.quotes, self._theme)

    def _theme(self, number: int) -> str:
        place = {"slug": self.consultation.slug, "theme": number}
        return link("analysis.theme", lang=self.language, **place)

    def _address(self, row: Any) -> str:
        place = {"slug": self.consultation.slug, "number": row.number}
        return link("consultations.amendment", lang=self.language, **place)

    def _headings(self) -> dict[int, Any]:
        """Return the amendments in their order, each with its titles in the best language."""
        given = (Wording.language, Wording.element, Wording.title, Wording.change)
        own = (Amendment.id, Amendment.number, Amendment.chapter_id, Amendment.revision)
        in_force = Wording.revision == Amendment.revision
        rows = db.session.execute(
            select(*own, *given)
            .outerjoin(Wording, (Wording.amendment_id == Amendment.id) & in_force)
            .where(*self.scope.amendments)
            .order_by(Amendment.position, Amendment.id)
        )
        found: dict[int, dict[Any, Any]] = defaultdict(dict)
        for row in rows:
            found[row.id][row.language] = row
        return {key: self._best(have) for key, have in found.items()}

    def _chapter_titles(self) -> dict[int | None, str]:
        return {
            chapter.id: self._best(titles) if titles else ""
            for chapter, titles in chapters_of(self.consultation)
        }

    def _best(self, have: Mapping[Any, Any]) -> Any:
        wishes = fallback_order(self.language, self.consultation.authoritative, have)
        return next(have[wish] for wish in wishes if wish in have)
