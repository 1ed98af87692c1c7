"""The address where one leaves."""

from flask import flash, redirect, url_for

from consult.accounts import entry
from consult.accounts.forms import LeaveForm
from consult.accounts.views.frame import blueprint, network, show
from consult.core.words import gettext
from consult.pages import leaving
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader, take_cookie_back


@blueprint.route("/account/leave", methods=["GET", "POST"])
@permit(Permission.ACCOUNT_OWN)
def leave() -> object:
    """Explain what leaving means; do it for whoever types their password."""
    form = LeaveForm()
    if not (form.validate_on_submit() and form.tried(lambda: _leave(form))):
        return show("leave", form)
    take_cookie_back()
    flash(gettext("You have left. Your account is empty now. Thank you for taking part."), "done")
    return redirect(url_for("pages.home"), 303)


def _leave(form: LeaveForm) -> None:
    person_id = current_reader().id or 0
    stored = entry.prove_password(person_id, form.password.data, network())
    leaving.leave(person_id, stored, withdraw=form.contributions.data == "withdraw")
