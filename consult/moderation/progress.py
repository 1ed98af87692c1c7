"""How far the worker has come with a consultation: one row that also lets one worker at a time in.

The row is that of the figures of the transparency page; each duty keeps its own place in it.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from consult.core.db import db, insert_or_ignore
from consult.moderation.models import Figures

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LOOKED_AT = "looked_at"
"""Up to which comment near-copies were looked for."""


def looked_at() -> Any:
    """Return the expression for up to which comment near-copies were looked for."""
    return Figures.figures[LOOKED_AT].as_integer()


def locked_progress(consultation_id: int) -> Figures:
    """Return the row of a consultation, locked until the end of the transaction."""
    values = {"figures": {}, "last_decision": 0, "at": NEVER}
    db.session.execute(insert_or_ignore(Figures, consultation_id=consultation_id, **values))
    query = select(Figures).where(Figures.consultation_id == consultation_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def remember(progress: Figures, **values: Any) -> None:
    """Store places of the duties; what else stands in the row stays."""
    progress.figures = {**progress.figures, **values}
    db.session.flush()
