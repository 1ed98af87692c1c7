"""The amendments of a consultation as its staff see them: by chapter, with what is missing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from consult.consultations import queries
from consult.consultations.models import Amendment, Consultation
from consult.consultations.rules import fallback_order


@dataclass(frozen=True, slots=True)
class Line:
    """One amendment in the list, with its heading in the best language there is."""

    amendment: Amendment
    title: str
    language: str
    change: str
    written: list[str]
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Overview:
    """Chapters (title and its language by key) and lines (by the amendment's key as text)."""

    chapters: dict[int, tuple[str, str]]
    lines: dict[str, Line]


def overview(consultation: Consultation, language: str) -> Overview:
    """Return the chapters and amendments of a consultation for its staff."""
    headings: dict[int, dict[str, Row[Any]]] = {}
    for row in queries.headings_of(consultation):
        headings.setdefault(row.amendment_id, {})[row.language] = row
    chapters = {}
    for chapter, titles in queries.chapters_of(consultation):
        best = _best(titles, language, consultation)
        chapters[chapter.id] = (titles[best], best) if best else (f"{chapter.position}", language)
    return Overview(
        chapters,
        {
            str(one.id): _line(one, headings.get(one.id, {}), language, consultation)
            for one in queries.amendments_of(consultation)
        },
    )


def _line(
    amendment: Amendment, have: dict[str, Row[Any]], language: str, consultation: Consultation
) -> Line:
    best = _best(have, language, consultation)
    return Line(
        amendment,
        title=(have[best].title or have[best].element) if best else "",
        language=best or language,
        change=have[best].change if best else "",
        written=[one for one in consultation.languages if one in have],
        missing=[one for one in consultation.languages if one not in have],
    )


def _best(have: dict[str, Any], language: str, consultation: Consultation) -> str | None:
    order = fallback_order(language, consultation.authoritative, have)
    return next((one for one in order if one in have), None)
