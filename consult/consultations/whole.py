"""The amendment that stands for the draft as a whole: a heading in every language, no wording."""

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

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


def whole_of(consultation_id: int) -> Amendment | None:
    """Return the amendment that stands for the whole draft, if there is one."""
    return db.session.scalar(
        select(Amendment).where(
            Amendment.consultation_id == consultation_id, Amendment.whole.is_(True)
        )
    )


def make_whole(consultation: Consultation) -> Amendment:
    """Make the place for what people say of the whole draft, or return it; also once published.

    Conflict where an ordinary amendment has its number.
    """
    db.session.execute(
        select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )
    return whole_of(consultation.id) or _made(consultation)


def _made(consultation: Consultation) -> Amendment:
    now = clock.now()
    made = Amendment(
        consultation_id=consultation.id,
        number=NUMBER_OF_WHOLE,
        position=0,
        revision=1,
        version=1,
        whole=True,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Conflict(
            lazy("An amendment has the number 0, which the whole draft needs.")
        ) from None
    db.session.add(
        Revision(amendment_id=made.id, number=1, reason="", created_at=now, published_at=now)
    )
    db.session.flush()
    db.session.execute(insert(Wording), [_heading(made.id, language) for language in LANGUAGES])
    subject = f"amendment:{made.id}"
    record(Event.AMENDMENT_ADDED, subject, consultation_id=consultation.id, number=NUMBER_OF_WHOLE)
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
