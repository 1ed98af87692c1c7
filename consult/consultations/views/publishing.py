"""Publishing a draft and closing a consultation, each after a page that says what it means."""

from flask import flash, redirect, render_template, url_for

from consult.consultations import actions, queries
from consult.consultations.checklist import checklist
from consult.consultations.forms.arrangement import ConfirmForm
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.consultations.views.frame import blueprint
from consult.core.words import gettext
from consult.permissions import Permission
from consult.votes import actions as vote_actions
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.get("/consultations/<slug>/publish")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def publishing(consultation: Consultation) -> object:
    """Say what will be public, what is missing and what is wrong; ask whether to publish."""
    actions.check_is_draft(consultation)
    return _publish_page(consultation, ConfirmForm())


@blueprint.post("/consultations/<slug>/publish")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def publish(consultation: Consultation) -> object:
    """Publish a draft: it opens by itself at its date."""
    actions.check_is_draft(consultation)
    form = ConfirmForm()
    if checklist(consultation).faults:
        form.seen(consultation)
        return _publish_page(consultation, form), 422
    if form.saved(consultation, lambda: actions.open_consultation(consultation)):
        flash(gettext("The consultation is published."), "done")
        return redirect(url_for(".consultation", slug=consultation.slug), 303)
    return _publish_page(consultation, form), form.status


def _publish_page(consultation: Consultation, form: ConfirmForm) -> str:
    form.seen(consultation)
    return render_template(
        "consultations/publish_draft.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
        checklist=checklist(consultation),
    )


@blueprint.get("/consultations/<slug>/close")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def closing(consultation: Consultation) -> object:
    """Say what closing means; ask whether to close."""
    actions.check_is_open(consultation)
    return render_template(
        "consultations/close.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
    )


@blueprint.post("/consultations/<slug>/close")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def close(consultation: Consultation) -> object:
    """Close voting and commenting now; the tallies at the cut go into the ledger."""
    vote_actions.close_consultation(consultation)
    flash(gettext("The consultation is closed."), "done")
    return redirect(url_for(".consultation", slug=consultation.slug), 303)
