"""The amendment that stands for the draft as a whole: a heading in every language, no wording."""

from collections.abc import Collection

from sqlalchemy import insert, select

from consult.config import LANGUAGES
from consult.consultations.diff import Change
from consult.consultations.models import Amendment, Consultation, Revision, Wording
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.text import fold
from consult.core.words import gettext, lazy, speaking
from consult.ledger.events import Event
from consult.ledger.log import record

NUMBER_OF_WHOLE = "0"
OTHER_NUMBER = "00"
"""Its number where the preamble of a law has the first one."""


def whole_of(consultation_id: int) -> Amendment | None:
    """Return the amendment that stands for the whole draft, if there is one."""
    return db.session.scalar(
        select(Amendment).where(
            Amendment.consultation_id == consultation_id, Amendment.whole.is_(True)
        )
    )


def make_whole(consultation: Consultation) -> Amendment:
    """Make the place for what people say of the whole draft, or return it; also once published."""
    db.session.execute(
        select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )
    return whole_of(consultation.id) or _made(consultation)


def give_way(consultation_id: int, numbers: Collection[str]) -> None:
    """Take another number where one of these, in small letters, is that of the whole draft."""
    whole = whole_of(consultation_id)
    if whole is not None and whole.number in numbers:
        free = (one for one in (NUMBER_OF_WHOLE, OTHER_NUMBER) if one not in numbers)
        whole.number = next(free, whole.number)
        db.session.flush()


def _made(consultation: Consultation) -> Amendment:
    now = clock.now()
    taken = set(
        db.session.scalars(
            select(Amendment.number).where(
                Amendment.consultation_id == consultation.id,
                Amendment.number.in_((NUMBER_OF_WHOLE, OTHER_NUMBER)),
            )
        )
    )
    number = OTHER_NUMBER if NUMBER_OF_WHOLE in taken else NUMBER_OF_WHOLE
    if number in taken:
        raise Conflict(lazy("The numbers 0 and 00 are taken; the whole draft needs one of them."))
    made = Amendment(
        consultation_id=consultation.id,
        number=number,
        position=0,
        revision=1,
        version=1,
        whole=True,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Revision(amendment_id=made.id, number=1, reason="", created_at=now, published_at=now)
    )
    db.session.flush()
    db.session.execute(insert(Wording), [_heading(made.id, language) for language in LANGUAGES])
    subject = f"amendment:{made.id}"
    record(Event.AMENDMENT_ADDED, subject, consultation_id=consultation.id, number=number)
    return made


def _heading(amendment_id: int, language: str) -> dict[str, object]:
    """Return the columns of a wording that is a title alone, which every list then shows."""
    with speaking(language):
        title = gettext("The draft as a whole")
    return {
        "amendment_id": amendment_id,
        "revision": 1,
        "language": language,
        "element": "",
        "title": title,
        "current": "",
        "proposed": "",
        "rationale": "",
        "change": Change.WHOLE,
        "diff": [],
        "folded": fold(title),
    }
