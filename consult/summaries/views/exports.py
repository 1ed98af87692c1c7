"""Asking for a file, seeing how far it is, and taking it."""

from tempfile import TemporaryFile
from typing import BinaryIO

from flask import Response, make_response, redirect, render_template, request, send_file, url_for

from consult.config import LANGUAGES
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import text_of, the_amendment, the_consultation
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.permissions import Permission
from consult.summaries import keeping, kept
from consult.summaries.actions import export
from consult.summaries.formats import FILES, File
from consult.summaries.forms import ExportForm
from consult.summaries.kept import Kept, the_export
from consult.summaries.rules import UNDER_WAY, Purpose
from consult.summaries.summary import Preset
from consult.summaries.views.frame import blueprint
from consult.summaries.views.reading import amendment_page, summary_page
from consult.summaries.words import FILE_LABELS, PRESET_LABELS, PURPOSE_LABELS, STATE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

SECONDS_TO_LOOK_AGAIN = "3"
OUTDATED = lazy(
    "Since this file was asked for, a text in it was hidden or taken back, or an author left. "
    "Ask for the file again."
)


@blueprint.post("/consultations/<slug>/exports")
@permit(Permission.SUMMARY_EXPORT, on=the_consultation)
def ask(consultation: Consultation) -> object:
    """Send a file about a consultation at once, or let it be made where that takes long."""
    form = ExportForm.speaking(current_language())
    if not form.validate():
        return summary_page(consultation, form), 422
    return _sent_or_made(consultation, form)


@blueprint.post("/consultations/<slug>/amendments/<number>/exports")
@permit(Permission.SUMMARY_EXPORT, on=the_amendment)
def ask_for_one(amendment: Amendment) -> object:
    """Do the same for one amendment."""
    form = ExportForm.speaking(current_language())
    if not form.validate():
        return amendment_page(amendment, form), 422
    return _sent_or_made(amendment.consultation, form, amendment)


def _sent_or_made(
    consultation: Consultation, form: ExportForm, only: Amendment | None = None
) -> object:
    file, language = form.wanted, form.language.data
    preset, purpose = Preset(form.preset.data), Purpose(form.purpose.data)
    if keeping.takes_long(consultation, file, only):
        keeping.ask(
            consultation,
            current_reader(),
            file,
            only=only,
            preset=preset,
            language=language,
            purpose=purpose,
        )
        return redirect(url_for("summaries.exports", slug=consultation.slug), 303)
    out = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    export(consultation, {file: out}, language, only=only, preset=preset, purpose=purpose)
    return _sent(out, file, keeping.called(consultation, file, only))


@blueprint.get("/consultations/<slug>/exports")
@permit(Permission.SUMMARY_EXPORT, on=the_consultation)
def exports(consultation: Consultation) -> Response:
    """List what was asked for; the page looks again by itself while something is being made."""
    page = kept.exports_of(consultation.id, request.args.get("after"))
    answer = make_response(
        render_template(
            "summaries/exports.html",
            consultation=consultation,
            text=text_of(consultation, current_language()),
            page=page,
            outdated={row.Export.id for row in page.items if kept.outdated(row.Export)},
            outdated_words=OUTDATED,
            languages=LANGUAGES,
            file_labels=FILE_LABELS,
            preset_labels=PRESET_LABELS,
            purpose_labels=PURPOSE_LABELS,
            state_labels=STATE_LABELS,
        )
    )
    if any(row.Export.state in UNDER_WAY for row in page.items):
        answer.headers["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return answer


@blueprint.get("/consultations/<slug>/exports/<int:number>")
@permit(Permission.SUMMARY_EXPORT, on=the_export)
def kept_file(found: Kept) -> Response:
    """Send a file that was made; what holds what was taken back since is handed out no more."""
    if kept.outdated(found.export):
        raise Conflict(OUTDATED)
    out = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    for piece in kept.chunks_of(found.export):
        out.write(piece)
    return _sent(out, FILES[found.export.format], found.export.filename)


def _sent(out: BinaryIO, file: File, name: str) -> Response:
    out.seek(0)
    return send_file(out, mimetype=file.mimetype, as_attachment=True, download_name=name)
