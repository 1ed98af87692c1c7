"""Every write of revisions: begin the draft of the next one, edit, discard and publish it."""

from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import set_committed_value

from consult.consultations.actions import WordingDraft, put_wording, set_wording
from consult.consultations.comparison import TEXT_LABELS
from consult.consultations.history import Workpiece, draft_of, workpiece_of
from consult.consultations.models import Amendment, Consultation, Revision, Wording
from consult.consultations.queries import phase_for_vote, wordings_of
from consult.consultations.rules import Stage, State
from consult.consultations.setup import touch_all
from consult.core import clock
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid
from consult.core.jobs import enqueue
from consult.core.text import clean, clean_paragraphs
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record

OPEN_TO_CHANGE = {Stage.DRAFT, Stage.COMING, Stage.OPEN}


def _start(amendment: Amendment) -> int:
    """Begin the draft of the next revision with the wordings in force; return its number."""
    number = amendment.revision + 1
    values = {"reason": "", "created_at": clock.now(), "published_at": None}
    draft = insert_or_ignore(Revision, amendment_id=amendment.id, number=number, **values)
    if db.session.execute(draft.returning(Revision.number)).first():
        for old in wordings_of(amendment, amendment.revision).values():
            copied = {column.key: getattr(old, column.key) for column in Wording.__table__.columns}
            db.session.add(Wording(**{**copied, "revision": number}))
        db.session.flush()
    return number


def edit_wording(amendment: Amendment, language: str, draft: WordingDraft, seen: str) -> None:
    """Save a wording into what officials edit now, beginning a draft where there is none.

    `seen` is the mark of what the official had before them; Conflict when it has changed since.
    """
    _lock(amendment)
    piece = workpiece_of(amendment)
    if seen != piece.mark(language):
        raise Conflict(lazy("Somebody else has changed this text since you opened it."))
    draft = _as_stored(draft, piece.wordings.get(language))
    if amendment.consultation.state == State.DRAFT:
        set_wording(amendment, language, draft)
    else:
        put_wording(amendment, _start(amendment), language, draft)


def _as_stored(draft: WordingDraft, old: Wording | None) -> WordingDraft:
    """Keep texts that differ only by what a form does to blanks: nobody meant to change those."""
    if old is None:
        return draft
    texts = {name: getattr(old, name) for name in TEXT_LABELS}
    same = {
        name: text
        for name, text in texts.items()
        if getattr(draft, name) in {clean_paragraphs(text), clean(text)}
    }
    return replace(draft, **same)


def discard_revision(amendment: Amendment, seen: str) -> None:
    """Throw the draft away; Conflict when it is no longer the one that was looked at."""
    _lock(amendment)
    _seen_draft(amendment, seen)
    db.session.execute(
        delete(Revision)
        .where(Revision.amendment_id == amendment.id, Revision.published_at.is_(None))
        .execution_options(synchronize_session=False)
    )


def publish_revision(amendment: Amendment, number: int, reason: str, seen: str) -> None:
    """Put the draft into force, with a reason; votes and comments stay on what they saw.

    Conflict when somebody else has published, discarded or changed it meanwhile.
    """
    _lock(amendment)
    if number != amendment.revision + 1:
        raise Conflict(lazy("Somebody else has published a revision meanwhile."))
    draft, piece = _seen_draft(amendment, seen)
    if not reason:
        raise Invalid(lazy("Say why the text changes."), field="reason")
    if not piece.changed:
        raise Invalid(lazy("Nothing has changed yet: edit the text first."), field="reason")
    draft.reason, draft.published_at = reason, clock.now()
    amendment.revision = number
    db.session.flush()
    touch_all(amendment.consultation)  # The pages beside this one show its heading.
    moved = {"amendment": amendment.id, "after": 0}
    enqueue("comments-anchor", moved, key=f"comments-anchor-{amendment.id}-{number}")
    record(
        Event.REVISION_PUBLISHED,
        f"amendment:{amendment.id}",
        consultation_id=amendment.consultation_id,
        amendment=amendment.number,
        number=number,
        reason=reason,
        languages=sorted(piece.changed),
    )


def _seen_draft(amendment: Amendment, seen: str) -> tuple[Revision, Workpiece]:
    draft = draft_of(amendment)
    if draft is None:
        raise Conflict(lazy("There is no draft any more."))
    piece = workpiece_of(amendment)
    if seen != piece.whole_mark:
        raise Conflict(lazy("Somebody else has changed the draft since you looked at it."))
    return draft, piece


def _lock(amendment: Amendment) -> None:
    """Keep other officials and the closing out, and read how the amendment stands now.

    Phases before amendments, as a closing locks them. Voters do not wait: their votes only need
    the amendment's key to stay.
    """
    phase_for_vote(amendment.consultation_id)
    revision, state = db.session.execute(
        select(Amendment.revision, Consultation.state)
        .join(Consultation, Consultation.id == Amendment.consultation_id)
        .where(Amendment.id == amendment.id)
        .with_for_update(of=Amendment, key_share=True)
    ).one()
    set_committed_value(amendment, "revision", revision)
    set_committed_value(amendment.consultation, "state", state)
    if amendment.consultation.stage not in OPEN_TO_CHANGE:
        raise Conflict(lazy("This consultation is over; it can no longer be changed."))
