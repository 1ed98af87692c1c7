"""The one write of summaries: an export leaves its event in the ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from consult.consultations.models import Amendment, Consultation
from consult.core.db import snapshot
from consult.core.words import speaking
from consult.ledger.events import Event
from consult.ledger.log import record
from consult.summaries.archive_rows import ledger_rows, revision_rows
from consult.summaries.comparative_rows import paper_rows, table_rows
from consult.summaries.formats import File, Holds
from consult.summaries.queries import comment_rows, summary_of
from consult.summaries.summary import Preset, Summary

Through = Callable[[Iterable[Any]], Iterator[Any]]

Sources = dict[Holds, Callable[[Summary], Any]]

ROWS: Sources = {
    Holds.FIGURES: lambda _summary: (),
    Holds.COMMENTS: comment_rows,
    Holds.TABLE: table_rows,
    Holds.PAPER: paper_rows,
    Holds.REVISIONS: revision_rows,
    Holds.LEDGER: ledger_rows,
}
"""Where the rows of a file come from."""


def export(
    consultation: Consultation,
    wanted: Mapping[File, BinaryIO],
    language: str,
    *,
    only: Amendment | None = None,
    preset: Preset = Preset.PUBLIC,
    purpose: str = "",
) -> dict[File, int]:
    """Write files of the summary and note it; return how many rows each of them has."""
    rows = write_files(consultation, wanted, language, only=only, preset=preset)
    record_export(consultation, rows, language=language, only=only, preset=preset, purpose=purpose)
    return rows


def write_files(
    consultation: Consultation,
    wanted: Mapping[File, BinaryIO],
    language: str,
    *,
    only: Amendment | None = None,
    preset: Preset = Preset.PUBLIC,
    through: Through = iter,
) -> dict[File, int]:
    """Write files of the summary, all of one moment; return how many rows each of them has.

    They are about the whole consultation, or about `only` one amendment of it.
    Nobody's vote waits meanwhile: the database is only read until the files are complete. All
    comments go `through` what counts them.
    """
    with speaking(language), snapshot():
        # One amendment is read in detail always: people by region are counted for all alone.
        detailed = only is not None or any(file.detailed for file in wanted)
        found = summary_of(
            consultation, language, only=only.id if only else None, detailed=detailed
        )
        summary = replace(found, preset=preset)
        sources: Sources = {**ROWS, Holds.COMMENTS: lambda summary: through(comment_rows(summary))}
        sources[Holds.EVERYTHING] = lambda _summary: sources
        return {
            file: file.write(summary, sources[file.holds](summary), out)
            for file, out in wanted.items()
        }


def record_export(
    consultation: Consultation,
    rows: Mapping[File, int],
    *,
    language: str,
    only: Amendment | None,
    preset: Preset,
    purpose: str,
) -> None:
    """Note what was exported and what for; who asked is for the staff of the consultation alone."""
    record(
        Event.SUMMARY_EXPORTED,
        f"consultation:{consultation.id}",
        consultation_id=consultation.id,
        format=next(iter(rows)).format,
        files=[file.table for file in rows],
        rows=sum(rows.values()),
        preset=preset.value,
        language=language,
        **({"amendment": only.number} if only else {}),
        **({"purpose": purpose} if purpose else {}),
    )
