"""The page with which moderators and officials set how a consultation is moderated."""

from flask import flash, redirect, render_template, request, url_for

from consult.comments.trying import Trial, try_text
from consult.consultations.desk_rules import save_rules, stored_rules
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.words import gettext
from consult.moderation.views.frame import blueprint
from consult.moderation.views.settings_form import SettingsForm
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.route("/consultations/<slug>/moderation", methods=["GET", "POST"])
@permit(Permission.DESK_SETTINGS, on=the_consultation)
def settings(consultation: Consultation) -> object:
    """Show and save the settings, or try them on a text before they are saved."""
    before = stored_rules(consultation.id)
    form = SettingsForm.of(before)
    trial = None
    if form.validate_on_submit():
        if request.form.get("step") == "try":
            trial = _tried(consultation, form)
        elif form.tried(lambda: save_rules(consultation, form.rules(), form.seen)):
            flash(gettext("The settings are saved."), "done")
            return redirect(url_for(".settings", slug=consultation.slug), 303)
    status = form.status
    if form.version.errors:  # What was typed stays; sending it again is a decision.
        form.version.data = str(before.version)
    page = render_template(
        "moderation/settings.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        form=form,
        trial=trial,
    )
    return page, status


def _tried(consultation: Consultation, form: SettingsForm) -> Trial | None:
    found: list[Trial] = []

    def work() -> None:
        found.append(try_text(consultation, form.rules(), form.sample.data or ""))

    return found[0] if form.tried(work) else None
