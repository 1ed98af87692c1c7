"""The pages that import tables and texts: upload, preview, confirmation."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.diff import decode, paragraphs
from consult.core.db import db
from consult.core.errors import Refusal
from consult.core.links import settings
from consult.core.words import gettext
from consult.imports import actions, queries
from consult.imports.forms.tables import ConfirmForm, UploadForm
from consult.imports.models import ImportDraft
from consult.imports.plans import Plan, plan_of
from consult.imports.rows import Fault, Table
from consult.imports.rules import faults_of
from consult.imports.table import read_table
from consult.imports.views.files import how_many
from consult.imports.views.frame import blueprint
from consult.permissions import Permission, why_not
from consult.web.permit import permit
from consult.web.readers import current_reader

SHOWN = 100


@blueprint.route("/import", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_IMPORT)
def upload() -> object:
    """Take a table or a text, and show its faults or keep it for the preview."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(form), 422 if form.errors else 200
    refusal = _refusal(form.slug.data)
    if refusal:
        form.slug.errors = [refusal.message]
        return _upload_page(form), refusal.status
    table = _read(form)
    faults = faults_of(table)
    if faults:
        form.file.errors = [how_many(len(faults))]
        return _upload_page(form, faults, table.by_line), 422
    draft = _kept(form, table)
    return redirect(url_for(".preview", key=draft.key), 303)


def _refusal(slug: str) -> Refusal | None:
    """Return why the reader may not import under this short name."""
    place = queries.consultation_called(slug)
    if place is None:
        return why_not(current_reader(), Permission.CONSULTATION_CREATE)
    refusal = why_not(current_reader(), Permission.CONSULTATION_EDIT, place)
    if refusal:
        # Also for a draft that is kept from the reader: the name itself is not to be had.
        return why_not(current_reader(), Permission.CONSULTATION_CREATE) or refusal
    try:
        queries.draft_called(slug)
    except Refusal as conflict:
        return conflict
    return None


def _read(form: UploadForm) -> Table:
    # Reading a hostile file may take seconds. Our transaction is a writing one and holds SQLite's
    # only write lock since the reader was looked up: give it back, or nobody votes meanwhile.
    db.session.rollback()
    chosen = form.language.data or None
    return read_table(*form.content(), language=chosen, against=form.text_in_force())


def _kept(form: UploadForm, table: Table) -> ImportDraft:
    plan = plan_of(
        table,
        slug=form.slug.data,
        title=form.title.data or "",
        language=form.language.data or table.language or settings().default_language,
    )
    return actions.keep_draft(plan, form.file.data.filename or "", current_reader().id or 0)


def _upload_page(form: UploadForm, faults: list[Fault] | None = None, by_line: bool = False) -> str:
    most = settings().max_upload_mb
    return render_template(
        "imports/upload.html", form=form, faults=faults or [], by_line=by_line, most=most
    )


@blueprint.get("/import/<key>")
@permit(Permission.CONSULTATION_IMPORT)
def preview(key: str) -> object:
    """Show what would be created or changed, a hundred amendments at a time."""
    draft = queries.the_draft(key, current_reader().id or 0)
    plan = Plan.from_json(draft.content)
    start = min(request.args.get("start", 0, type=int) or 0, len(plan.amendments) - 1)
    return render_template(
        "imports/preview.html",
        draft=draft,
        plan=plan,
        effect=queries.effect_of(plan),
        form=ConfirmForm(),
        start=max(start, 0),
        shown=SHOWN,
        paragraphs_of=lambda planned: paragraphs(decode(planned.diff)),
    )


@blueprint.post("/import/<key>")
@permit(Permission.CONSULTATION_IMPORT)
def confirm(key: str) -> object:
    """Create or extend the draft, if the reader still may."""
    draft = queries.the_draft(key, current_reader().id or 0)
    refusal = _refusal(draft.content["slug"])
    if refusal:
        raise refusal
    result = actions.confirm_draft(draft, extends=ConfirmForm().extended())
    flash(_what_was_done(result), "done")
    return redirect(url_for("consultations.settings", slug=result.consultation.slug), 303)


def _what_was_done(result: actions.Result) -> str:
    values: dict[str, Any] = {"created": len(result.created), "updated": len(result.updated)}
    return gettext("Imported. Amendments added: %(created)s, changed: %(updated)s.", **values)
