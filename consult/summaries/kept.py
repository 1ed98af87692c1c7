"""Every read of exports that are made by a job and kept for some days. Loaders raise Missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, cast, func, or_, select

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment, CommentCount
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.paging import Page, read_place, write_place
from consult.ledger.events import Event
from consult.ledger.models import LedgerEvent
from consult.moderation.rules import Ground
from consult.summaries.models import Export, ExportChunk
from consult.summaries.rules import KEPT, TAKEN_AFTER, UNDER_WAY, State
from consult.summaries.scope import Scope
from consult.summaries.summary import Preset

PER_PAGE = 20
LARGEST_ID = 2**63 - 1
FROM_ALL = (Event.COMMENT_WITHDRAWN.name, Event.COMMENT_REDACTED.name)
"""After these a text, or words of it, is in no file, whatever its preset."""
FROM_THE_PUBLIC = tuple(
    event.name
    for event in (
        *(Event.COMMENT_HIDDEN, Event.COMMENT_REJECTED),
        *(Event.COMMENT_HELD, Event.COMMENT_ASKED),
    )
)
"""After these only staff may read a text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An export with its consultation, of which the permission table asks."""

    export: Export
    consultation: Consultation


def the_export(slug: str, number: int) -> Kept:
    """Load an export of a consultation, or raise Missing."""
    consultation = the_consultation(slug)
    if number > LARGEST_ID:
        raise Missing
    export = db.session.get(Export, number, populate_existing=True)
    if export is None or export.consultation_id != consultation.id:
        raise Missing
    return Kept(export, consultation)


def exports_of(consultation_id: int, after: str | None) -> Page[Any]:
    """Return a page of exports, the latest first, with the public name of who asked.

    Each has the number of the only amendment that it is about, or None.
    """
    place = read_place(after, 1)
    query = (
        select(Export, name_shown().label("name"), Amendment.number.label("only"))
        .join(Account, Account.id == Export.asked_by)
        .outerjoin(Amendment, Amendment.id == Export.amendment_id)
        .where(Export.consultation_id == consultation_id)
    )
    if place:
        query = query.where(Export.id < place[0])
    found = db.session.execute(query.order_by(Export.id.desc()).limit(PER_PAGE + 1)).all()
    rest = write_place(found[PER_PAGE - 1].Export.id) if len(found) > PER_PAGE else None
    return Page(found[:PER_PAGE], rest)


def under_way_for(person_id: int) -> Sequence[Export]:
    """Return the exports that somebody asked for and that are not made yet."""
    asked = (Export.asked_by == person_id) & Export.state.in_(UNDER_WAY)
    return db.session.scalars(select(Export).where(asked).order_by(Export.id)).all()


def outdated(export: Export) -> bool:
    """Tell whether a ready file holds a text that was hidden or taken back since it was made.

    So does one that is over before its days are: an author left, whose name stands in it.
    What happened while it was being made counts later only: where much is hidden all the time, a
    large file could never be taken else.
    """
    if export.state != State.READY or export.ready_at is None:
        return False
    if export.expires_at != export.ready_at + KEPT:
        return True
    fresh = clock.now() < export.ready_at + TAKEN_AFTER
    away: Any = LedgerEvent.kind.in_((*FROM_ALL, *FROM_THE_PUBLIC))
    if export.preset != Preset.PUBLIC:
        personal = LedgerEvent.data["ground"].as_string() == Ground.PERSONAL_DATA
        away = away & or_(LedgerEvent.kind.in_(FROM_ALL), personal)
    found = (
        select(LedgerEvent.id)
        .join(Comment, Comment.id == cast(func.substr(LedgerEvent.subject, 9), BigInteger))
        .where(
            LedgerEvent.consultation_id == export.consultation_id,
            LedgerEvent.at >= (export.ready_at if fresh else export.asked_at),
            away,
            Comment.created_at <= export.ready_at,
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def comments_in(consultation_id: int, amendment_id: int | None = None) -> int:
    """Return how many comments and replies there are in every state, from the counters."""
    counts = select(func.sum(CommentCount.count)).join(
        Amendment, Amendment.id == CommentCount.amendment_id
    )
    here = Scope(consultation_id, amendment_id).amendments
    return int(db.session.scalar(counts.where(*here)) or 0)


def chunks_of(export: Export) -> Iterator[bytes]:
    """Yield the pieces of a ready export's file; raise Missing where it is not there any more."""
    if export.state != State.READY:
        raise Missing
    pieces = select(ExportChunk.content).where(ExportChunk.export_id == export.id)
    found = db.session.connection().execute(
        pieces.order_by(ExportChunk.position), execution_options={"yield_per": 4}
    )
    yield from found.scalars()
