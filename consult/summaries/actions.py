"""The one write of summaries: an export leaves its event in the ledger."""

from collections.abc import Mapping
from typing import BinaryIO

from consult.consultations.models import Consultation
from consult.core.db import snapshot
from consult.core.words import speaking
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.summaries.formats import File
from consult.summaries.queries import comment_rows, summary_of


def export(
    consultation: Consultation, wanted: Mapping[File, BinaryIO], language: str
) -> dict[File, int]:
    """Write files of the summary, all of one moment; return how many rows each of them has.

    Nobody's vote waits meanwhile: the database is only read until the files are complete.
    """
    with speaking(language), snapshot():
        summary = summary_of(consultation, language)
        rows = {
            file: file.write(summary, comment_rows(summary), out) for file, out in wanted.items()
        }
    record(
        Event.SUMMARY_EXPORTED,
        f"consultation:{consultation.id}",
        consultation_id=consultation.id,
        format=next(iter(wanted)).format,
        files=[file.table for file in wanted],
        rows=sum(rows.values()),
        preset=summary.preset.value,
        language=language,
    )
    return rows
