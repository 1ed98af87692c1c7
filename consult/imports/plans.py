"""A plan: what an import would make, computed before anything is locked, and kept as JSON."""

from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Self

from consult.config import LANGUAGES
from consult.consultations.diff import encode, kind_of_change, word_diff
from consult.consultations.rules import SLUG
from consult.core.errors import Invalid
from consult.core.text import clean_line
from consult.core.words import lazy, lazy_plural, speaking
from consult.imports.rows import Fault, Row, Table
from consult.imports.rules import LONGEST_TITLE, element_called, faults_of, title_called


@dataclass(frozen=True, slots=True)
class Planned:
    """One amendment to be, with its diff."""

    number: str
    element: str
    title: str
    chapter: str
    current: str
    proposed: str
    rationale: str
    change: str
    diff: list[list[str]]

    @property
    def key(self) -> str:
        """Return the form in which two spellings of the same number are equal."""
        return self.number.casefold()


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about a row, as a sentence in each language; no line: the file."""

    line: int | None
    sentences: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an import is to do; an empty title means that none was given.

    `own_title` is what the file calls itself: it names a new draft, and never renames one.
    """

    slug: str
    title: str
    language: str
    amendments: list[Planned]
    warnings: list[Warned]
    by_line: bool = False
    own_title: str = ""

    def page(self, start: int, size: int) -> list[tuple[str, list[Planned]]]:
        """Return some amendments in their order, those in a row that share a chapter together."""
        some = self.amendments[start : start + size]
        return [(chapter, list(group)) for chapter, group in groupby(some, lambda a: a.chapter)]

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Return the plan that `as_json` wrote."""
        amendments = [Planned(**one) for one in content["amendments"]]
        warnings = [Warned(**one) for one in content["warnings"]]
        return cls(**{**content, "amendments": amendments, "warnings": warnings})


def plan_of(table: Table, *, slug: str, title: str, language: str) -> Plan:
    """Return what the table would make; Invalid for a table with faults or a bad short name."""
    if not SLUG.match(slug):
        message = lazy("A short name has small Latin letters, digits and hyphens, 60 at most.")
        raise Invalid(message, field="slug")
    if language not in LANGUAGES:
        raise Invalid(lazy("Choose a language of this site."), field="language")
    if faults_of(table):
        raise Invalid(lazy("The table has faults. Nothing was imported."), field="file")
    return Plan(
        slug=slug,
        title=clean_line(title),
        language=language,
        amendments=[_planned(row, language) for row in table.rows],
        warnings=[_warned(one) for one in _warnings(table)],
        by_line=table.by_line,
        own_title=_shortened(clean_line(table.title)),
    )


def _shortened(title: str) -> str:
    """A law's own title may be longer than a title here may be."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def _planned(row: Row, language: str) -> Planned:
    element, title = clean_line(row.element), clean_line(row.title)
    return Planned(
        number=row.number,
        element=element or element_called(row.number, language),
        title=title or element or title_called(row.number, language),
        chapter=clean_line(row.chapter),
        current=row.current,
        proposed=row.proposed,
        rationale=row.rationale,
        change=kind_of_change(row.current, row.proposed),
        diff=encode(word_diff(row.current, row.proposed)),
    )


def _warnings(table: Table) -> list[Fault]:
    same = lazy("The current and the proposed wording are the same in this row.")
    unchanged = [Fault(row.line, same) for row in table.rows if row.current == row.proposed]
    found = [*table.warnings, *_without_article(table), *unchanged]
    return sorted(found, key=lambda warning: warning.line or 0)


def _without_article(table: Table) -> list[Fault]:
    """Warn once of the rows whose article was told from their number: it may be a mere count."""
    count = sum(not row.element.strip() for row in table.rows)
    if not count or table.by_line:
        return []
    message = lazy_plural(
        "%(num)s row names no article; the article was told from its number.",
        "%(num)s rows name no article; the articles were told from their numbers.",
        count,
    )
    return [Fault(None, message)]


def _warned(warning: Fault) -> Warned:
    sentences = {}
    for language in LANGUAGES:
        with speaking(language):
            sentences[language] = str(warning.message)
    return Warned(warning.line, sentences)
