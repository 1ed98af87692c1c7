"""The pages with which staff set up a consultation."""

from flask import flash, redirect, render_template, request, url_for

from consult.consultations import actions, queries
from consult.consultations.forms.settings import SettingsForm, TextsForm, in_zone
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation, the_texts
from consult.consultations.views.frame import blueprint
from consult.core.words import gettext
from consult.permissions import Permission
from consult.votes import actions as vote_actions
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.route("/consultations/<slug>/settings", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def settings(consultation: Consultation) -> object:
    """Set dates and rules."""
    form = SettingsForm(data=_present_settings(consultation))
    zone = consultation.time_zone
    if form.validate_on_submit() and form.tried(
        lambda: actions.change_settings(consultation, **form.settings(zone))
    ):
        flash(gettext("The settings are saved."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    return _settings_page(consultation, form), 422 if form.errors else 200


def _present_settings(consultation: Consultation) -> dict[str, object]:
    given: dict[str, object] = {
        "tally_rule": consultation.tally_rule,
        "moderation": consultation.moderation,
    }
    for phase in consultation.phases[:1]:
        given["opens_at"] = in_zone(phase.opens_at, consultation.time_zone)
        given["closes_at"] = in_zone(phase.closes_at, consultation.time_zone)
    return given


def _settings_page(consultation: Consultation, form: SettingsForm) -> str:
    return render_template(
        "consultations/settings.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
        amendments=queries.amendments_of(consultation),
    )


@blueprint.route("/consultations/<slug>/settings/<language>", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_texts)
def texts(consultation: Consultation) -> object:
    """Set the texts of a consultation in one language."""
    language = str((request.view_args or {})["language"])
    have = {text.language: text for text in consultation.texts}
    form = TextsForm(obj=have.get(language))
    if form.validate_on_submit():
        actions.change_texts(consultation, language, **form.texts())
        flash(gettext("The texts are saved."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    page = render_template(
        "consultations/texts.html", consultation=consultation, form=form, language=language
    )
    return page, 422 if form.errors else 200


@blueprint.post("/consultations/<slug>/publish")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def publish(consultation: Consultation) -> object:
    """Publish a draft: it opens by itself at its date."""
    actions.open_consultation(consultation)
    flash(gettext("The consultation is published."), "done")
    return redirect(url_for(".consultation", slug=consultation.slug), 303)


@blueprint.post("/consultations/<slug>/close")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def close(consultation: Consultation) -> object:
    """Close voting and commenting now; the tallies at the cut go into the ledger."""
    vote_actions.close_consultation(consultation)
    flash(gettext("The consultation is closed."), "done")
    return redirect(url_for(".consultation", slug=consultation.slug), 303)
