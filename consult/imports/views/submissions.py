"""The pages that bring in a file of submissions: upload, preview, confirmation."""

import io
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.comments.rules import State
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.errors import Conflict, Missing
from consult.core.links import settings
from consult.core.words import lazy, ngettext
from consult.imports import actions, queries
from consult.imports.bringing_in import store
from consult.imports.examining import Examined
from consult.imports.forms.submissions import SubmissionsForm
from consult.imports.forms.tables import ConfirmForm
from consult.imports.grid import Refused
from consult.imports.preparing import Prepared, channels_in_order
from consult.imports.submission_file import encoding_of
from consult.imports.taking import taken
from consult.imports.views.frame import blueprint
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

PLACE = "/consultations/<slug>/submissions/import"
MOST_SHOWN = 200


@blueprint.route(PLACE, methods=["GET", "POST"])
@permit(Permission.SUBMISSIONS_IMPORT, on=the_consultation)
def submissions(consultation: Consultation) -> object:
    """Take a file of submissions, and show its faults or keep it for the preview."""
    form = SubmissionsForm()
    if not form.validate_on_submit():
        return _upload_page(consultation, form), 422 if form.errors else 200
    upload: Any = form.file.data
    data = upload.read()
    try:
        with taken(consultation, io.BytesIO(data)) as (examined, ready):
            if ready is None:
                form.file.errors = [_how_many(examined.wrong)]
                return _upload_page(consultation, form, examined), 422
            content = _content(consultation, data, ready)
    except Refused as refused:
        form.file.errors = [refused.message]
        return _upload_page(consultation, form), 422
    draft = actions.keep(content, upload.filename or "", current_reader().id or 0)
    return redirect(url_for(".submissions_seen", slug=consultation.slug, key=draft.key), 303)


def _content(home: Consultation, data: bytes, ready: Prepared) -> dict[str, Any]:
    """Return the upload as it is kept: its text, and what the preview says of it."""
    examined = ready.examined
    return {
        "kind": queries.SUBMISSIONS,
        "consultation": home.id,
        "text": data.decode(encoding_of(io.BytesIO(data))),
        "new": ready.new,
        "already": examined.already,
        "changed": examined.changed[:MOST_SHOWN],
        "changed_count": len(examined.changed),
        "higher": examined.higher,
        "held": ready.states[State.HELD],
        "rejected": ready.states[State.REJECTED],
        "channels": channels_in_order(ready.channels),
        "amendments": sorted(ready.amendments.items()),
        "whole": examined.brought.whole.number,
    }


def _how_many(faults: int) -> str:
    return ngettext(
        "The file has %(num)s fault. Nothing was imported.",
        "The file has %(num)s faults. Nothing was imported.",
        faults,
    )


def _upload_page(
    consultation: Consultation, form: SubmissionsForm, examined: Examined | None = None
) -> str:
    faults = examined.faults if examined else []
    return render_template(
        "imports/submissions.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        form=form,
        faults=faults[:MOST_SHOWN],
        more=examined.wrong - len(faults[:MOST_SHOWN]) if examined else 0,
        most=settings().max_upload_mb,
    )


@blueprint.get(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def submissions_seen(consultation: Consultation) -> object:
    """Show how many are new, here already and held, by amendment and channel."""
    draft = _draft(consultation)
    return render_template(
        "imports/submissions_preview.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        draft=draft,
        seen=draft.content,
        form=ConfirmForm(),
    )


@blueprint.post(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def submissions_confirmed(consultation: Consultation) -> object:
    """Bring in what was shown; what came in meanwhile is left as it is."""
    try:
        new = _bring_in(consultation)
    except Missing:
        raise Conflict(
            lazy("This preview was confirmed already, or it is too old."),
            lazy("Nothing came in twice. Choose the file again to see what is here already."),
        ) from None
    flash(_what_was_done(new), "done")
    return redirect(url_for("consultations.consultation", slug=consultation.slug), 303)


def _bring_in(consultation: Consultation) -> int:
    """Use the preview up and store what it showed; return how many are new."""
    draft = _draft(consultation)
    with taken(consultation, io.BytesIO(draft.content["text"].encode())) as (_examined, ready):
        if ready is None:
            raise Conflict(
                lazy("The consultation changed meanwhile, so nothing was written."),
                lazy("Choose the file again to see what is wrong now."),
            )
        actions.spend(draft)
        return store(ready).new


def _draft(consultation: Consultation) -> Any:
    key = (request.view_args or {})["key"]
    draft = queries.the_draft(key, current_reader().id or 0, queries.SUBMISSIONS)
    if draft.content["consultation"] != consultation.id:
        raise Missing
    return draft


def _what_was_done(new: int) -> str:
    return ngettext("%(num)s submission is brought in.", "%(num)s submissions are brought in.", new)
