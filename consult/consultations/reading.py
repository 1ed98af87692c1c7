"""What the pages of reading need beyond one amendment: its neighbours, and the whole draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from consult.consultations.diff import Run, decode, paragraphs, side_by_side
from consult.consultations.models import Amendment, Consultation, Revision, Wording
from consult.consultations.queries import chapters_of
from consult.consultations.rules import fallback_order
from consult.consultations.terms import Passage, Terms
from consult.core.db import db
from consult.core.errors import Missing


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The amendment before or after another one, as a link needs it."""

    number: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The wording of an amendment for one reader, and the amendments beside it."""

    wording: Wording
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True, slots=True)
class Provision:
    """An amendment of the whole draft, in the language its reader gets."""

    number: str
    chapter_id: int | None
    language: str
    element: str
    title: str
    current: str
    proposed: str
    rationale: str
    change: str
    diff: list[Any]
    revision: int
    revised_at: datetime

    @property
    def paragraphs(self) -> list[list[Run]]:
        """Return the change, paragraph by paragraph."""
        return paragraphs(decode(self.diff))


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the whole draft; amendments without a chapter stand under no title."""

    title: str
    language: str
    provisions: list[Provision]


@dataclass(frozen=True, slots=True)
class Shared:
    """A term that other amendments share, with these and the sentence in each."""

    term: str
    places: list[tuple[Provision, Passage]]


def reading_of(amendment: Amendment, language: str) -> Reading:
    """Return what a reader of an amendment reads and where they may go on, in one statement."""
    before = _beside(amendment, language, after=False)
    after = _beside(amendment, language, after=True)
    found = db.session.execute(
        select(Wording, *before.c, *after.c)
        .select_from(Wording)
        .outerjoin(before, true())
        .outerjoin(after, true())
        .where(Wording.amendment_id == amendment.id, Wording.revision == amendment.revision)
        .order_by(*_preference(language, amendment.consultation.authoritative))
        .limit(1)
        .options(joinedload(Wording.origin))
    ).one_or_none()
    if found is None:
        raise Missing
    wording, *rest = found
    return Reading(wording, _neighbour(rest[:3]), _neighbour(rest[3:]))


def _neighbour(row: list[Any]) -> Neighbour | None:
    return Neighbour(*row) if row[0] is not None else None


def _beside(amendment: Amendment, language: str, *, after: bool) -> Subquery:
    """Select number, heading and language of the amendment before or after, at most one row."""
    here = (Amendment.position, amendment.position), (Amendment.id, amendment.id)
    (position, at), (key, own) = here
    side = or_(position > at, and_(position == at, key > own))
    if not after:
        side = or_(position < at, and_(position == at, key < own))
    order = (position, key) if after else (position.desc(), key.desc())
    heading = func.coalesce(func.nullif(Wording.title, ""), Wording.element)
    return (
        select(Amendment.number, heading.label("heading"), Wording.language)
        .join(Wording, _in_force())
        .where(Amendment.consultation_id == amendment.consultation_id, side)
        .order_by(*order, *_preference(language, amendment.consultation.authoritative))
        .limit(1)
        .subquery("after" if after else "before")
    )


def _in_force() -> ColumnElement[bool]:
    return and_(Wording.amendment_id == Amendment.id, Wording.revision == Amendment.revision)


def _preference(language: str, authoritative: str) -> tuple[Any, ...]:
    """Order by the reader's language first, then the authoritative one."""
    best = case((Wording.language == language, 0), (Wording.language == authoritative, 1), else_=2)
    return best, Wording.language


def provisions_of(consultation: Consultation, language: str) -> list[Provision]:
    """Return every amendment in its order, each in the reader's language or the next best."""
    order = Amendment.position, Amendment.id
    found = _provisions(language, consultation.authoritative, *order).where(
        Amendment.consultation_id == consultation.id
    )
    best: dict[str, Provision] = {}
    for row in db.session.execute(found):
        best.setdefault(row.number, Provision(*row))
    return list(best.values())


def provision_of(amendment: Amendment, language: str) -> Provision:
    """Return one amendment as the whole draft shows it."""
    found = _provisions(language, amendment.consultation.authoritative).where(
        Amendment.id == amendment.id
    )
    row = db.session.execute(found.limit(1)).one_or_none()
    if row is None:
        raise Missing
    return Provision(*row)


def _provisions(language: str, authoritative: str, *order: Any) -> Select[*tuple[Any, ...]]:
    fields = (Wording.language, Wording.element, Wording.title, Wording.current, Wording.proposed)
    since = func.coalesce(Revision.published_at, Revision.created_at)
    rest = (Wording.rationale, Wording.change, Wording.diff, Wording.revision, since)
    return (
        select(Amendment.number, Amendment.chapter_id, *fields, *rest)
        .join(Wording, _in_force())
        .join(Wording.origin)
        .where(Amendment.whole.is_(False))
        .order_by(*order, *_preference(language, authoritative))
    )


def whole_draft(consultation: Consultation, language: str) -> list[Part]:
    """Return the whole draft by chapter, in the order of the contents."""
    parts: dict[int | None, Part] = {None: Part("", language, [])}
    for chapter, titles in chapters_of(consultation):
        order = fallback_order(language, consultation.authoritative, titles)
        wish = next((one for one in order if one in titles), language)
        parts[chapter.id] = Part(titles.get(wish, ""), wish, [])
    for provision in provisions_of(consultation, language):
        parts[provision.chapter_id].provisions.append(provision)
    return [part for part in parts.values() if part.provisions]


def related_to(amendment: Amendment, language: str) -> tuple[Provision, list[Shared]]:
    """Return an amendment, and for each of its terms the other amendments that hold it.

    Amendments that are missing in the language of this one are left out: terms of different
    languages cannot be told to be the same.
    """
    draft = {one.number: one for one in provisions_of(amendment.consultation, language)}
    provision = draft.get(amendment.number)
    if provision is None:
        raise Missing
    alike = [one for one in draft.values() if one.language == provision.language]
    terms = Terms(
        {one.number: f"{one.proposed}\n{one.title}" for one in alike},
        provision.language,
        beside=[f"{one.current}\n{one.rationale}" for one in alike],
    )
    return provision, [
        Shared(terms.name(key), [(draft[other], passage) for other, passage in found.items()])
        for key in terms.of(provision.number)
        if (found := terms.others(key, provision.number))
    ]


def rows_of(runs: list[Run]) -> list[tuple[list[list[Run]], list[list[Run]]]]:
    """Return the rows of a comparison, each side cut into its paragraphs again.

    A row in which two paragraphs became one holds both of them on one side.
    """
    return [(paragraphs(left), paragraphs(right)) for left, right in side_by_side(runs)]
