"""The pages with which officials edit an amendment, and publish or discard a new revision."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.consultations import revisions
from consult.consultations.actions import WordingDraft
from consult.consultations.comparison import TEXT_LABELS, differences
from consult.consultations.diff import changed_words, paragraphs, word_diff
from consult.consultations.forms.revisions import PublishForm, WordingForm
from consult.consultations.history import Edited, Workpiece, the_edited, workpiece_of
from consult.consultations.models import Amendment, Wording
from consult.consultations.queries import text_of, the_amendment
from consult.consultations.rules import State
from consult.consultations.views.frame import blueprint
from consult.core.errors import Conflict
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit

ONE = "/consultations/<slug>/amendments/<number>"


@blueprint.route(f"{ONE}/edit", defaults={"language": None}, methods=["GET", "POST"])
@blueprint.route(f"{ONE}/edit/<language>", methods=["GET", "POST"])
@permit(Permission.AMENDMENT_EDIT, on=the_edited)
def edit_amendment(edited: Edited) -> object:
    """Edit the wording in one language, look at what it changes, and save it."""
    form = WordingForm()
    if request.method == "GET":
        return _editor(edited, form, loading=True)
    valid = form.validate()
    if "live" in request.form:
        return _live(edited, form), 200 if valid else 422
    if not valid:
        return _editor(edited, form), 422
    if request.form.get("do") == "preview":
        return _editor(edited, form, form.draft())
    try:
        revisions.edit_wording(
            edited.amendment, edited.language, form.draft(), form.seen.data or ""
        )
    except Conflict as refusal:
        return _editor(edited, form, form.draft(), refusal), refusal.status
    flash(gettext("The text is saved."), "done")
    return redirect(_address("edit_amendment", edited.amendment, language=edited.language), 303)


def _editor(
    edited: Edited,
    form: WordingForm,
    draft: WordingDraft | None = None,
    refusal: Conflict | None = None,
    loading: bool = False,
) -> str:
    """Show the form; after a refusal a further save replaces what somebody else has saved."""
    piece = workpiece_of(edited.amendment)
    stored = piece.wordings.get(edited.language)
    if loading:
        form.process(obj=stored)
    if loading or refusal:
        form.seen.data = piece.mark(edited.language)
    return render_template(
        "consultations/edit.html",
        **_what_changes(edited, piece, draft or (stored if loading else None)),
        text=text_of(edited.consultation, current_language()),
        form=form,
        refusal=refusal,
        theirs=differences(stored, draft) if refusal and stored and draft else [],
    )


def _live(edited: Edited, form: WordingForm) -> str:
    """Show only what changes, for a text that is still being written."""
    faults = [errors[0] for errors in form.errors.values()]
    draft, piece = None if faults else form.draft(), workpiece_of(edited.amendment)
    return render_template(
        "consultations/edit_preview.html",
        **_what_changes(edited, piece, draft),
        fault=faults[0] if faults else "",
    )


def _what_changes(
    edited: Edited, piece: Workpiece, shown: WordingDraft | Wording | None
) -> dict[str, object]:
    before = piece.in_force.get(edited.language)
    return {
        "amendment": edited.amendment,
        "consultation": edited.consultation,
        "language": edited.language,
        "piece": piece,
        "proposal": paragraphs(word_diff(shown.current, shown.proposed)) if shown else None,
        "changes": differences(before, shown) if shown and before else [],
        "changed_words": changed_words,
        "TEXT_LABELS": TEXT_LABELS,
    }


@blueprint.route(f"{ONE}/publish", methods=["GET", "POST"])
@permit(Permission.AMENDMENT_EDIT, on=the_amendment)
def publish_revision(amendment: Amendment) -> object:
    """Look at the whole draft once more, say why the text changes, and publish it."""
    form = PublishForm()
    if request.method == "GET":
        return _last_look(amendment, form)
    if not form.validate():
        return _last_look(amendment, form), 422
    number, reason = form.number.data or 0, form.reason.data or ""
    try:
        done = form.tried(
            lambda: revisions.publish_revision(amendment, number, reason, form.seen.data or "")
        )
    except Conflict as refusal:
        return _last_look(amendment, form, refusal), refusal.status
    if not done:
        return _last_look(amendment, form), 422
    flash(gettext("Revision %(number)s is published.", number=number), "done")
    return redirect(_address("amendment", amendment), 303)


def _last_look(amendment: Amendment, form: PublishForm, refusal: Conflict | None = None) -> object:
    piece = workpiece_of(amendment)
    if amendment.consultation.state == State.DRAFT or (not piece.started and not refusal):
        return redirect(_address("edit_amendment", amendment), 303)
    if request.method == "GET" or refusal:
        form.number.data, form.seen.data = piece.number, piece.whole_mark
    return render_template(
        "consultations/publish_revision.html",
        amendment=amendment,
        consultation=amendment.consultation,
        text=text_of(amendment.consultation, current_language()),
        form=form,
        piece=piece,
        refusal=refusal,
        changes=_changes_by_language(piece),
        TEXT_LABELS=TEXT_LABELS,
    )


def _changes_by_language(piece: Workpiece) -> dict[str, object]:
    """Return what the draft changes, by language; None where there was no wording before."""
    before = piece.in_force
    return {
        one: differences(before[one], wording) if one in before else None
        for one, wording in piece.wordings.items()
    }


@blueprint.post(f"{ONE}/discard")
@permit(Permission.AMENDMENT_EDIT, on=the_amendment)
def discard_revision(amendment: Amendment) -> object:
    """Throw the draft of the next revision away."""
    revisions.discard_revision(amendment, request.form.get("seen", ""))
    flash(gettext("The draft is discarded. The published text has not changed."), "done")
    return redirect(_address("amendment", amendment), 303)


def _address(view: str, amendment: Amendment, **more: Any) -> str:
    place: dict[str, Any] = {"slug": amendment.consultation.slug, "number": amendment.number}
    return url_for(f".{view}", **place, **more)
