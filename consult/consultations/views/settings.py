"""The pages with which staff make a consultation and set its languages, rules and texts."""

from flask import flash, redirect, render_template, request, url_for

from consult.consultations import actions, queries, setup
from consult.consultations.forms.settings import NewForm, SettingsForm, TextsForm
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation, the_texts
from consult.consultations.views.frame import blueprint
from consult.core.links import settings as installation
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.route("/consultations/new", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_CREATE)
def new() -> object:
    """Make a new consultation, a draft."""
    zone = installation().time_zone
    given = {"languages": [current_language()], "authoritative": current_language()}
    form = NewForm(data={**given, "time_zone": zone})
    form.offer(zone)
    if form.validate_on_submit() and form.tried(lambda: setup.new_consultation(**form.draft())):
        flash(gettext("The draft is made. Set its dates and add amendments."), "done")
        return redirect(url_for(".settings", slug=form.slug.data), 303)
    return render_template("consultations/new.html", form=form), 422 if form.errors else 200


@blueprint.route("/consultations/<slug>/settings", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def settings(consultation: Consultation) -> object:
    """Set languages and rules; see the phases and the state."""
    form = SettingsForm.of(consultation)
    if form.saved(consultation, lambda: setup.change_settings(consultation, **form.settings())):
        flash(gettext("The settings are saved."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    page = render_template(
        "consultations/settings.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        form=form,
    )
    return page, form.status


@blueprint.route("/consultations/<slug>/settings/<language>", methods=["GET", "POST"])
@permit(Permission.CONSULTATION_EDIT, on=the_texts)
def texts(consultation: Consultation) -> object:
    """Set the texts of a consultation in one language."""
    language = str((request.view_args or {})["language"])
    have = {text.language: text for text in consultation.texts}
    form = TextsForm(obj=have.get(language))
    if form.saved(
        consultation, lambda: actions.change_texts(consultation, language, **form.texts())
    ):
        flash(gettext("The texts are saved."), "done")
        return redirect(url_for(".settings", slug=consultation.slug), 303)
    page = render_template(
        "consultations/texts.html", consultation=consultation, form=form, language=language
    )
    return page, form.status
