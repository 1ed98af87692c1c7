"""The table of contents of a consultation: its amendments by chapter, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from consult.consultations import queries
from consult.consultations.models import Consultation
from consult.consultations.rules import fallback_order


@dataclass(frozen=True, slots=True)
class Entry:
    """One amendment as a line of the contents."""

    id: int
    number: str
    element: str
    title: str
    language: str
    change: str


@dataclass(slots=True)
class ChapterOfContents:
    """A chapter and its amendments; amendments without a chapter stand under none."""

    title: str
    language: str
    entries: list[Entry] = field(default_factory=list)


def contents(
    consultation: Consultation, language: str, search: str = ""
) -> list[ChapterOfContents]:
    """Return the chapters that hold amendments with the words searched for in any language."""
    headings: dict[int, list[Row[Any]]] = {}
    for row in queries.headings_of(consultation):
        headings.setdefault(row.amendment_id, []).append(row)
    rows = queries.headings_of(consultation, search) if search else ()
    found = {row.amendment_id for row in rows} if search else {*headings}
    grouped: dict[int | None, ChapterOfContents] = {None: ChapterOfContents("", language)}
    for chapter, titles in queries.chapters_of(consultation):
        order = fallback_order(language, consultation.authoritative, titles)
        wish = next((one for one in order if one in titles), language)
        grouped[chapter.id] = ChapterOfContents(titles.get(wish, ""), wish)
    for amendment in queries.lines_of(consultation):
        if amendment.id in found:
            heading = _best(headings[amendment.id], language, consultation.authoritative)
            grouped[amendment.chapter_id].entries.append(
                Entry(
                    amendment.id,
                    amendment.number,
                    heading.element,
                    heading.title,
                    heading.language,
                    heading.change,
                )
            )
    return [chapter for chapter in grouped.values() if chapter.entries]


def _best(rows: Sequence[Row[Any]], language: str, authoritative: str) -> Row[Any]:
    have = {row.language: row for row in rows}
    return have[next(one for one in fallback_order(language, authoritative, have) if one in have)]
