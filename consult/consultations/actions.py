"""Every write of consultations: create, add amendments and wordings, publish, close."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from consult.consultations.checklist import checklist
from consult.consultations.diff import decode, encode, kind_of_change, texts_of, word_diff
from consult.consultations.models import (
    Amendment,
    Chapter,
    ChapterText,
    Consultation,
    ConsultationText,
    Phase,
    Revision,
    Wording,
)
from consult.consultations.rules import NUMBER, SLUG, Moderation, State, TallyRule
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.core.text import fold
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingDraft:
    """A wording as somebody wrote it; who has its diff already, as `encode` gives it, adds it."""

    element: str
    title: str
    current: str
    proposed: str
    rationale: str = ""
    diff: list[list[str]] | None = None


def create_consultation(
    *,
    slug: str,
    languages: list[str],
    authoritative: str,
    time_zone: str,
    tally_rule: TallyRule = TallyRule.ALWAYS,
    moderation: Moderation = Moderation.AFTER,
) -> Consultation:
    """Create a consultation as a draft; Conflict where the slug is taken."""
    if not SLUG.match(slug):
        message = lazy("A short name has small Latin letters, digits and hyphens, 60 at most.")
        raise Invalid(message, field="slug")
    if db.session.scalar(select(Consultation.id).where(Consultation.slug == slug)) is not None:
        raise Conflict(_taken(), field="slug")
    consultation = Consultation(
        slug=slug,
        state=State.DRAFT,
        time_zone=time_zone,
        languages=languages,
        authoritative=authoritative,
        tally_rule=tally_rule,
        moderation=moderation,
        created_at=clock.now(),
        version=1,
        phases=[],
        texts=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(consultation)
    except IntegrityError:  # Somebody took the name between the question and the answer.
        raise Conflict(_taken(), field="slug") from None
    _record(Event.CONSULTATION_CREATED, consultation, slug=slug)
    return consultation


def _taken() -> object:
    return lazy("There is a consultation with this short name already.")


def _record(kind: Event, consultation: Consultation, **data: object) -> None:
    record(kind, f"consultation:{consultation.id}", consultation_id=consultation.id, **data)


def set_texts(
    consultation: Consultation,
    language: str,
    *,
    title: str,
    summary: str = "",
    background: str = "",
) -> None:
    """Set the texts of a consultation in one language."""
    text = next((one for one in consultation.texts if one.language == language), None)
    if text is None:
        text = ConsultationText(consultation_id=consultation.id, language=language)
        consultation.texts.append(text)
    text.title, text.summary, text.background = title, summary, background
    if language not in consultation.languages:
        consultation.languages = [*consultation.languages, language]
    db.session.flush()


def change_texts(consultation: Consultation, language: str, **texts: str) -> None:
    """Change the texts in one language, and say so in the ledger."""
    set_texts(consultation, language, **texts)
    _record(Event.CONSULTATION_CHANGED, consultation, texts=language)


def add_chapter(consultation: Consultation, position: int, titles: dict[str, str]) -> Chapter:
    """Add a chapter with its titles by language."""
    chapter = Chapter(consultation_id=consultation.id, position=position)
    db.session.add(chapter)
    db.session.flush()
    for language, title in titles.items():
        db.session.add(ChapterText(chapter_id=chapter.id, language=language, title=title))
    db.session.flush()
    return chapter


def add_amendment(
    consultation: Consultation, number: str, *, position: int, chapter: Chapter | None = None
) -> Amendment:
    """Add an amendment with its first revision, still without wordings."""
    if not NUMBER.match(number):
        raise Invalid(lazy("A number has letters, digits, hyphens and full stops, 20 at most."))
    now = clock.now()
    amendment = Amendment(
        consultation_id=consultation.id,
        consultation=consultation,
        chapter_id=chapter.id if chapter else None,
        number=number,
        position=position,
        revision=1,
        version=1,
        created_at=now,
    )
    db.session.add(amendment)
    db.session.flush()
    db.session.add(
        Revision(amendment_id=amendment.id, number=1, reason="", created_at=now, published_at=now)
    )
    db.session.flush()
    subject = f"amendment:{amendment.id}"
    record(Event.AMENDMENT_ADDED, subject, consultation_id=consultation.id, number=number)
    return amendment


def set_wording(amendment: Amendment, language: str, draft: WordingDraft) -> Wording:
    """Store the wording of the revision in force in one language, with its diff.

    Only while the consultation is a draft: later, what people voted on does not change under them.
    """
    if amendment.consultation.state != State.DRAFT:
        raise Conflict(lazy("This text is published; a change needs a new revision."))
    return put_wording(amendment, amendment.revision, language, draft)


def put_wording(amendment: Amendment, revision: int, language: str, draft: WordingDraft) -> Wording:
    """Store the wording of a revision, with its diff; whether it may change is asked before."""
    wording = db.session.get(Wording, (amendment.id, revision, language))
    if wording is None:
        wording = Wording(amendment_id=amendment.id, revision=revision, language=language)
        db.session.add(wording)
    for column, value in wording_values(amendment.number, draft).items():
        setattr(wording, column, value)
    db.session.flush()
    touch(amendment.id)
    return wording


def wording_values(number: str, draft: WordingDraft) -> dict[str, Any]:
    """Return the columns of a wording of the amendment with this number."""
    texts = [number, draft.element, draft.title, draft.current, draft.proposed]
    return {
        "element": draft.element,
        "title": draft.title,
        "current": draft.current,
        "proposed": draft.proposed,
        "rationale": draft.rationale,
        "change": kind_of_change(draft.current, draft.proposed),
        "diff": _diff_of(draft),
        "folded": fold(" ".join(texts)),
    }


def _diff_of(draft: WordingDraft) -> list[list[str]]:
    """Return the diff that came with the wording if it is exact, else compute it."""
    if draft.diff is not None and texts_of(decode(draft.diff)) == (draft.current, draft.proposed):
        return draft.diff
    return encode(word_diff(draft.current, draft.proposed))


_amendments = cast(Table, Amendment.__table__)
TOUCH = (
    update(_amendments)
    .where(_amendments.c.id == bindparam("amendment"))
    .values(version=_amendments.c.version + 1)
)


def touch(amendment_id: int) -> None:
    """Say that the amendment's page shows something new."""
    db.session.flush()
    db.session.connection().execute(TOUCH, {"amendment": amendment_id})


def schedule(consultation: Consultation, opens_at: datetime, closes_at: datetime) -> Phase:
    """Set the dates of the one phase of a consultation."""
    if closes_at <= opens_at:
        raise Invalid(lazy("The end must come after the beginning."), field="closes_at")
    if not consultation.phases:
        phase = Phase(consultation_id=consultation.id, position=1)
        phase.votes = phase.comments = phase.reactions = True
        consultation.phases.append(phase)
    phase = consultation.phases[0]
    if phase.closed_at is not None:
        raise Conflict(lazy("This phase is closed; its dates no longer change."))
    phase.opens_at, phase.closes_at = opens_at, closes_at
    db.session.flush()
    return phase


def check_is_draft(consultation: Consultation) -> None:
    """Raise Conflict for a consultation that is published already."""
    if consultation.state != State.DRAFT:
        raise Conflict(lazy("This consultation is published already."))


def check_is_open(consultation: Consultation) -> None:
    """Raise Conflict for a consultation that is not published or closed already."""
    if consultation.state != State.OPEN:
        raise Conflict(lazy("This consultation is not open."))


def open_consultation(consultation: Consultation) -> None:
    """Publish a draft that has no faults: it opens by itself at the date of its first phase."""
    check_is_draft(consultation)
    if faults := checklist(consultation).faults:
        raise Invalid(faults[0])
    consultation.state = State.OPEN
    db.session.flush()
    _record(
        Event.CONSULTATION_OPENED,
        consultation,
        opens_at=min(phase.opens_at for phase in consultation.phases).isoformat(),
        closes_at=max(phase.closes_at for phase in consultation.phases).isoformat(),
    )


def lock_phases(consultation: Consultation) -> list[Phase]:
    """Lock the phases for a closing: it waits for the votes under way, later ones see the cut."""
    return list(
        db.session.scalars(
            select(Phase)
            .where(Phase.consultation_id == consultation.id)
            .order_by(Phase.position)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
