"""Every write of the arrangement: which amendments there are, their order, their chapters."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from consult.consultations import actions, queries
from consult.consultations.models import Amendment, Chapter, ChapterText, Consultation
from consult.consultations.rules import State
from consult.consultations.setup import tell, touch_all
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, Missing
from consult.core.words import lazy


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody wants an amendment: a number to sort by, and a chapter or none."""

    position: int
    chapter_id: int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """How somebody wants a chapter: a number to sort by, and titles by language."""

    position: int
    titles: dict[str, str]


def add_amendment(consultation: Consultation, number: str, chapter_id: int | None) -> Amendment:
    """Add an amendment behind the others of its chapter, still without wordings."""
    _only_a_draft(consultation)
    chapters = {chapter.id: chapter for chapter, _titles in queries.chapters_of(consultation)}
    position = queries.last_position(consultation.id) + 1
    try:
        with db.session.begin_nested():
            made = actions.add_amendment(
                consultation,
                number,
                position=position,
                chapter=chapters.get(chapter_id) if chapter_id else None,
            )
    except Invalid as refusal:
        raise Invalid(refusal.message, field="number") from None
    except IntegrityError:
        message = lazy("There is an amendment with this number already.")
        raise Conflict(message, field="number") from None
    arrange(consultation, {})
    return made


def remove_amendment(amendment: Amendment) -> None:
    """Remove an amendment of a draft with all its texts."""
    _only_a_draft(amendment.consultation)
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Amendment).where(Amendment.id == amendment.id))
    except IntegrityError:
        message = lazy("There are submissions on this amendment already, so it stays.")
        raise Conflict(message, field="version") from None
    db.session.expunge(amendment)
    tell(amendment.consultation, removed=amendment.number)


def arrange(consultation: Consultation, places: Mapping[int, Place]) -> None:
    """Put amendments into chapters and in order; those without a place stay where they are.

    Chapter goes before position, so that the order here is the order on the page of contents.
    """
    rank = {chapter.id: chapter.position for chapter, _ in queries.chapters_of(consultation)}
    found = [one for one in queries.amendments_of(consultation) if not one.whole]
    for amendment in found:
        place = places.get(amendment.id)
        if place and (place.chapter_id is None or place.chapter_id in rank):
            amendment.chapter_id = place.chapter_id
    ordered = sorted(
        found,
        key=lambda one: (
            rank.get(one.chapter_id or 0, 0),
            places[one.id].position if one.id in places else one.position,
            one.position,
        ),
    )
    for position, amendment in enumerate(ordered, 1):
        amendment.position = position
    touch_all(consultation)
    if places:
        tell(consultation, order=[amendment.number for amendment in ordered])


def add_chapter(consultation: Consultation, titles: dict[str, str]) -> Chapter:
    """Add a chapter behind the others."""
    have = queries.chapters_of(consultation)
    position = max((chapter.position for chapter, _ in have), default=0) + 1
    made = actions.add_chapter(consultation, position, titles)
    tell(consultation, chapters=len(have) + 1)
    return made


def change_chapters(consultation: Consultation, headings: Mapping[int, Heading]) -> None:
    """Rename chapters and put them in order."""
    have = queries.chapters_of(consultation)
    for chapter, titles in have:
        if chapter.id in headings and headings[chapter.id].titles != titles:
            _rename(chapter, headings[chapter.id].titles)
    ordered = sorted(
        (chapter for chapter, _titles in have),
        key=lambda one: (
            headings[one.id].position if one.id in headings else one.position,
            one.position,
        ),
    )
    for sign in (-1, 1):  # by way of negative numbers, for the unique key
        for position, chapter in enumerate(ordered, 1):
            chapter.position = sign * position
        db.session.flush()
    arrange(consultation, {})
    tell(consultation, chapters=len(have))


def remove_chapter(consultation: Consultation, chapter_id: int) -> None:
    """Remove a chapter in which no amendment stands."""
    if chapter_id not in {chapter.id for chapter, _ in queries.chapters_of(consultation)}:
        raise Missing
    if any(one.chapter_id == chapter_id for one in queries.amendments_of(consultation)):
        raise Conflict(lazy("Amendments stand in this chapter; move them first."))
    db.session.execute(delete(Chapter).where(Chapter.id == chapter_id))
    tell(consultation, chapters=len(queries.chapters_of(consultation)))


def _rename(chapter: Chapter, titles: dict[str, str]) -> None:
    """Replace the titles; those in languages that the form did not show are kept by its caller."""
    texts = db.session.scalars(select(ChapterText).where(ChapterText.chapter_id == chapter.id))
    have = {text.language: text for text in texts}
    for language, title in titles.items():
        if language in have:
            have[language].title = title
        else:
            db.session.add(ChapterText(chapter_id=chapter.id, language=language, title=title))
    for language, text in have.items():
        if language not in titles:
            db.session.delete(text)
    db.session.flush()


def _only_a_draft(consultation: Consultation) -> None:
    if consultation.state != State.DRAFT:
        raise Conflict(
            lazy("This consultation is published; amendments are no longer added or removed.")
        )
