"""The addresses of summaries."""

from tempfile import TemporaryFile

from flask import Blueprint, render_template, send_file

from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core.db import snapshot
from consult.permissions import Permission
from consult.summaries.actions import export
from consult.summaries.formats import FILES
from consult.summaries.queries import Download, summary_of, the_download
from consult.votes.labels import CHOICE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit

blueprint = Blueprint("summaries", __name__)


@blueprint.get("/consultations/<slug>/summary")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def summary(consultation: Consultation) -> object:
    """Show what people said, in numbers."""
    with snapshot():
        found = summary_of(consultation, current_language(), detailed=False)
    return render_template(
        "summaries/summary.html",
        summary=found,
        totals=found.totals,
        consultation=consultation,
        choice_labels=CHOICE_LABELS,
        files=FILES,
    )


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
