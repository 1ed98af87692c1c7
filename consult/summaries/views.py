"""The addresses of summaries."""

from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, render_template, send_file

from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS, STATE_LABELS
from consult.config import LANGUAGES
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.core.db import snapshot
from consult.core.words import lazy
from consult.moderation.words import HISTORY
from consult.permissions import Permission
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.actions import export
from consult.summaries.comparative import PRINTED, about_the_table, printed_cells
from consult.summaries.comparative_rows import table_rows
from consult.summaries.drawn import Drawn
from consult.summaries.figures import REPLY
from consult.summaries.formats import FILES
from consult.summaries.group_words import group_words
from consult.summaries.queries import Download, summary_of, the_download
from consult.summaries.summary import Summary
from consult.votes.labels import CHOICE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit

blueprint = Blueprint("summaries", __name__)
MOST_PRINTED = 1000
"""Rows of the comparative table on its page for paper; its files have them all."""


WORDS: dict[str, Any] = {
    "choice_labels": CHOICE_LABELS,
    "kinds": {**STANCE_LABELS, REPLY: lazy("Replies")},
    "states": STATE_LABELS,
    "channels": CHANNEL_LABELS,
    "languages": LANGUAGES,
    "dispositions": DISPOSITION_LABELS,
    "actions": HISTORY,
}


@blueprint.get("/consultations/<slug>/summary")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def summary(consultation: Consultation) -> object:
    """Show what people said, in numbers."""
    with snapshot():
        found = summary_of(consultation, current_language(), detailed=False)
    return _page("summaries/summary.html", found, consultation, totals=found.totals, files=FILES)


@blueprint.get("/consultations/<slug>/amendments/<number>/summary")
@permit(Permission.SUMMARY_READ, on=the_amendment)
def amendment(amendment: Amendment) -> object:
    """Show what people said of one amendment, in numbers and with a few of their words."""
    consultation = amendment.consultation
    with snapshot():
        found = summary_of(consultation, current_language(), only=amendment.id)
    return _page("summaries/amendment.html", found, consultation, one=found.amendments[0])


@blueprint.get("/consultations/<slug>/summary/table")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def table(consultation: Consultation) -> object:
    """Show the comparative table for paper, up to a number of rows that a browser bears."""
    with snapshot():
        found = summary_of(consultation, current_language(), detailed=False)
        rows = list(islice(table_rows(found), MOST_PRINTED + 1))
    return render_template(
        "summaries/table.html",
        summary=found,
        consultation=consultation,
        address=found.url,
        columns=PRINTED,
        about=about_the_table(found),
        rows=[(row, printed_cells(row, found)) for row in rows[:MOST_PRINTED]],
        most=MOST_PRINTED if len(rows) > MOST_PRINTED else None,
    )


def _page(template: str, found: Summary, consultation: Consultation, **values: Any) -> str:
    words = {**WORDS, "group_words": group_words(found.language)}
    common = {"summary": found, "consultation": consultation, "drawn": Drawn(found)}
    return render_template(template, **common, **words, **values)


@blueprint.post("/consultations/<slug>/summary/<file>")
@permit(Permission.SUMMARY_EXPORT, on=the_download)
def download(wanted: Download) -> object:
    """Send a file of the summary; it is complete before the first byte leaves."""
    out = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    export(wanted.consultation, {wanted.file: out}, current_language())
    out.seek(0)
    return send_file(
        out,
        mimetype=wanted.file.mimetype,
        as_attachment=True,
        download_name=f"{wanted.consultation.slug}-{wanted.file.name}",
    )
