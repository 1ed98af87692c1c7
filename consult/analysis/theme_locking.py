"""Who changes themes takes turns: persons and the machine meet at the row of the consultation."""

from sqlalchemy import select

from consult.analysis.models import Theme
from consult.consultations.models import Consultation
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.log import record


def locked_themes(consultation_id: int) -> dict[int, Theme]:
    """Return all themes of a consultation as they are now; nobody else changes them meanwhile."""
    home = select(Consultation.id).where(Consultation.id == consultation_id)
    db.session.execute(home.with_for_update(key_share=True))
    query = select(Theme).where(Theme.consultation_id == consultation_id).order_by(Theme.id)
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return {one.id: one for one in found}


def note(consultation_id: int, what: str, **counts: int) -> None:
    """Record in the ledger what happened to themes: counts, and neither names nor texts."""
    subject = f"themes:{consultation_id}"
    record(Event.THEMES_CHANGED, subject, consultation_id=consultation_id, what=what, **counts)
