"""The pages with which staff set the phases of a consultation."""

from flask import flash, redirect, render_template, request, url_for

from consult.consultations import phases, queries
from consult.consultations.forms.arrangement import ConfirmForm
from consult.consultations.forms.phases import PhaseForm, phase_shown
from consult.consultations.models import Consultation, Phase
from consult.consultations.queries import the_consultation, the_phases
from consult.consultations.views.frame import blueprint
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit

EVERYTHING = {"votes": True, "comments": True, "reactions": True}


@blueprint.route("/consultations/<slug>/phases/new", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def new_phase(consultation: Consultation) -> object:
    """Add a phase."""
    form, zone = PhaseForm(data=EVERYTHING), consultation.time_zone
    if form.saved(consultation, lambda: phases.add_phase(consultation, form.draft(zone))):
        flash(gettext("The phase is added."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    return _page(consultation, form, None)


@blueprint.route("/consultations/<slug>/phases/<int:phase>", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_phases)
def edit_phase(consultation: Consultation) -> object:
    """Change a phase."""
    phase, zone = _chosen(consultation), consultation.time_zone
    form = PhaseForm(data=phase_shown(phase, zone))
    if form.saved(consultation, lambda: phases.change_phase(consultation, phase, form.draft(zone))):
        flash(gettext("The phase is saved."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    return _page(consultation, form, phase)


@blueprint.post("/consultations/<slug>/phases/<int:phase>/remove")
@permit(Permission.CONSULTATION_EDIT, on=the_phases)
def remove_phase(consultation: Consultation) -> object:
    """Remove a phase that nobody has used."""
    phase, form = _chosen(consultation), ConfirmForm()
    if form.saved(consultation, lambda: phases.remove_phase(consultation, phase)):
        flash(gettext("The phase is removed."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    shown = PhaseForm(formdata=None, data=phase_shown(phase, consultation.time_zone))
    shown.version.errors = form.version.errors
    return _page(consultation, shown, phase)


def _chosen(consultation: Consultation) -> Phase:
    wanted = (request.view_args or {})["phase"]
    return next(phase for phase in consultation.phases if phase.id == wanted)


def _page(consultation: Consultation, form: PhaseForm, phase: Phase | None) -> object:
    form.seen(consultation)
    page = render_template(
        "consultations/phases.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
        phase=phase,
    )
    return page, form.status
