"""Every read of consultations, amendments and wordings. Loaders raise Missing."""

from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.config import LANGUAGES
from consult.consultations.models import (
    Amendment,
    Chapter,
    ChapterText,
    Consultation,
    ConsultationText,
    Phase,
    Wording,
)
from consult.consultations.rules import State, fallback_order
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.text import fold


def the_consultation(slug: str) -> Consultation:
    """Load a consultation with its phases and texts, or raise Missing."""
    found = db.session.scalars(
        select(Consultation)
        .where(Consultation.slug == slug)
        .options(joinedload(Consultation.phases), selectinload(Consultation.texts))
    ).unique()
    return found.one_or_none() or _missing()


def the_texts(slug: str, language: str) -> Consultation:
    """Load a consultation for its texts in a language of ours, or raise Missing."""
    if language not in LANGUAGES:
        raise Missing
    return the_consultation(slug)


def the_phases(slug: str, phase: int) -> Consultation:
    """Load a consultation for one of its phases, or raise Missing."""
    found = the_consultation(slug)
    if phase not in {one.id for one in found.phases}:
        raise Missing
    return found


def the_chapters(slug: str, chapter: int) -> Consultation:
    """Load a consultation for one of its chapters, or raise Missing."""
    found = the_consultation(slug)
    if chapter not in {one.id for one, _titles in chapters_of(found)}:
        raise Missing
    return found


def consultation_by_id(number: int) -> Consultation:
    """Load a consultation with its phases and texts by its key, or raise Missing."""
    found = db.session.scalars(
        select(Consultation)
        .where(Consultation.id == number)
        .options(joinedload(Consultation.phases), selectinload(Consultation.texts))
    ).unique()
    return found.one_or_none() or _missing()


# Made once: putting a statement together costs as much as sending it.
_AMENDMENT = (
    select(Amendment)
    .join(Amendment.consultation)
    .where(Consultation.slug == bindparam("slug"), Amendment.number == bindparam("number"))
    .options(
        joinedload(Amendment.consultation).joinedload(Consultation.phases),
        joinedload(Amendment.consultation)
        .joinedload(Consultation.texts)
        .load_only(ConsultationText.title),
    )
)
_PHASES = (
    select(Phase)
    .where(Phase.consultation_id == bindparam("consultation"))
    .order_by(Phase.position)
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


def the_amendment(slug: str, number: str) -> Amendment:
    """Load an amendment with its consultation, phases and titles in one query, or raise Missing."""
    found = db.session.scalars(_AMENDMENT, {"slug": slug, "number": number}).unique()
    return found.one_or_none() or _missing()


def _missing() -> NoReturn:
    raise Missing


def phase_for_vote(consultation_id: int) -> Sequence[Phase]:
    """Return the phases, locked FOR SHARE, so that closing waits for us or we see it closed."""
    return db.session.scalars(_PHASES, {"consultation": consultation_id}).all()


def consultations_in(states: Sequence[State]) -> Sequence[Consultation]:
    """Return the consultations in these states, with phases and texts, newest first."""
    return (
        db.session.scalars(
            select(Consultation)
            .where(Consultation.state.in_(states))
            .order_by(Consultation.id.desc())
            .options(joinedload(Consultation.phases), selectinload(Consultation.texts))
        )
        .unique()
        .all()
    )


def text_of(consultation: Consultation, language: str) -> ConsultationText:
    """Return the texts of a consultation in the reader's language, or the next best one."""
    have = {text.language: text for text in consultation.texts}
    for wish in fallback_order(language, consultation.authoritative, have):
        if wish in have:
            return have[wish]
    raise Missing


def wording_of(amendment: Amendment, language: str, revision: int | None = None) -> Wording:
    """Return the wording of a revision in the reader's language, or the next best one."""
    found = db.session.scalars(
        select(Wording)
        .where(
            Wording.amendment_id == amendment.id,
            Wording.revision == (revision or amendment.revision),
            Wording.language.in_([language, amendment.consultation.authoritative]),
        )
        .options(joinedload(Wording.origin))
    ).all()
    have = {wording.language: wording for wording in found}
    wording = have.get(language) or have.get(amendment.consultation.authoritative)
    return wording or _any_wording(amendment, revision or amendment.revision)


def _any_wording(amendment: Amendment, revision: int) -> Wording:
    found = db.session.scalar(
        select(Wording)
        .where(Wording.amendment_id == amendment.id, Wording.revision == revision)
        .order_by(Wording.language)
        .limit(1)
        .options(joinedload(Wording.origin))
    )
    if found is None:
        raise Missing
    return found


def wordings_of(amendment: Amendment, revision: int) -> dict[str, Wording]:
    """Return the wordings of a revision by language, in the order of the interface."""
    rows = db.session.scalars(
        select(Wording).where(Wording.amendment_id == amendment.id, Wording.revision == revision)
    )
    found = {wording.language: wording for wording in rows}
    return {one: found[one] for one in LANGUAGES | found if one in found}


def amendments_of(consultation: Consultation) -> Sequence[Amendment]:
    """Return the amendments of a consultation in their order."""
    return db.session.scalars(
        select(Amendment)
        .where(Amendment.consultation_id == consultation.id)
        .order_by(Amendment.position, Amendment.id)
    ).all()


def lines_of(consultation: Consultation) -> Sequence[Any]:
    """Return id, number and chapter_id of the amendments in their order, for a list of many."""
    return db.session.execute(
        select(Amendment.id, Amendment.number, Amendment.chapter_id)
        .where(Amendment.consultation_id == consultation.id)
        .order_by(Amendment.position, Amendment.id)
    ).all()


def headings_of(consultation: Consultation, search: str = "") -> Sequence[Row[Any]]:
    """Return amendment_id, language, element, title and change of the wordings in force.

    Only of those whose texts contain every word searched for. The texts themselves stay in the
    database: a table of contents does not need them.
    """
    query = (
        select(
            Wording.amendment_id, Wording.language, Wording.element, Wording.title, Wording.change
        )
        .join(Amendment, Amendment.id == Wording.amendment_id)
        .where(Amendment.consultation_id == consultation.id, Wording.revision == Amendment.revision)
    )
    for word in fold(search).split()[:10]:
        query = query.where(Wording.folded.contains(word, autoescape=True))
    return list(db.session.execute(query))


def chapters_of(consultation: Consultation) -> Sequence[tuple[Chapter, dict[str, str]]]:
    """Return the chapters in their order, each with its titles by language."""
    chapters = db.session.scalars(
        select(Chapter).where(Chapter.consultation_id == consultation.id).order_by(Chapter.position)
    ).all()
    titles: dict[int, dict[str, str]] = {chapter.id: {} for chapter in chapters}
    texts = db.session.scalars(select(ChapterText).where(ChapterText.chapter_id.in_(titles)))
    for text in texts:
        titles[text.chapter_id][text.language] = text.title
    return [(chapter, titles[chapter.id]) for chapter in chapters]


def last_position(consultation_id: int) -> int:
    """Return the position of the last amendment, 0 where there is none."""
    found = db.session.scalar(
        select(func.max(Amendment.position)).where(Amendment.consultation_id == consultation_id)
    )
    return found or 0
