"""What an archive keeps beside the summary: every revision's wording, and the ledger's events."""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import select

from consult.consultations.models import Amendment, Revision, Wording
from consult.core.db import db
from consult.core.text import fit_for_xml
from consult.ledger.models import LedgerEvent
from consult.summaries.columns import Column, Type
from consult.summaries.scope import Scope
from consult.summaries.summary import Summary

ROWS_AT_A_TIME = 1000

REVISION_COLUMNS = [
    Column("number", "", Type.TEXT),
    Column("revision", "", Type.WHOLE),
    Column("language", "", Type.CODE),
    Column("published_at", "", Type.MOMENT),
    Column("reason", "", Type.TEXT),
    Column("element", "", Type.TEXT),
    Column("title", "", Type.TEXT),
    Column("current", "", Type.TEXT),
    Column("proposed", "", Type.TEXT),
    Column("rationale", "", Type.TEXT),
]
LEDGER_COLUMNS = [
    Column("event", "", Type.WHOLE),
    Column("at", "", Type.MOMENT),
    Column("kind", "", Type.CODE),
    Column("subject", "", Type.TEXT),
    Column("data", "", Type.TEXT),
]


def revision_rows(summary: Summary) -> Iterator[tuple[Any, ...]]:
    """Yield the values of REVISION_COLUMNS of every wording of every published revision."""
    texts = [getattr(Wording, column.key) for column in REVISION_COLUMNS[5:]]
    query = (
        select(Amendment.number, Revision.number, Wording.language, Revision.published_at)
        .add_columns(Revision.reason, *texts)
        .join(Revision, Revision.amendment_id == Amendment.id)
        .join(
            Wording,
            (Wording.amendment_id == Revision.amendment_id) & (Wording.revision == Revision.number),
        )
        .where(*Scope.of(summary).amendments)
        .where(Revision.published_at.is_not(None))
        .order_by(Amendment.position, Amendment.id, Revision.number, Wording.language)
    )
    for row in _portions(query):
        yield (*row[:4], *map(fit_for_xml, row[4:]))


def ledger_rows(summary: Summary) -> Iterator[tuple[Any, ...]]:
    """Yield the values of LEDGER_COLUMNS of the consultation's events, in their order."""
    query = (
        select(LedgerEvent.id, LedgerEvent.at, LedgerEvent.kind, LedgerEvent.subject)
        .add_columns(LedgerEvent.data)
        .where(LedgerEvent.consultation_id == summary.consultation_id)
        .order_by(LedgerEvent.id)
    )
    for row in _portions(query):
        yield (*row[:4], orjson.dumps(row[4], option=orjson.OPT_SORT_KEYS).decode())


def _portions(query: Any) -> Any:
    how = {"yield_per": ROWS_AT_A_TIME}
    return db.session.connection().execute(query, execution_options=how)
