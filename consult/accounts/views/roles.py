"""The addresses of roles: who holds which, granting, taking back."""

from flask import flash, redirect, request, url_for
from wtforms.fields.choices import SelectChoice

from consult.accounts import actions, queries
from consult.accounts.forms import ROLE_LABELS, GrantForm
from consult.accounts.rules import Role
from consult.accounts.views.frame import blueprint, enter, show
from consult.comments.standing import touch_pages_of
from consult.consultations.queries import consultations_in, text_of
from consult.consultations.rules import State
from consult.core.errors import Invalid, Missing
from consult.core.words import gettext, lazy
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route("/roles", methods=["GET", "POST"])
@permit(Permission.ROLE_GRANT)
def roles() -> object:
    """List who holds which role; grant one."""
    form, places = GrantForm(), _places()
    everywhere = SelectChoice("", gettext("All consultations"))
    named = [SelectChoice(str(key), title) for key, title in places.items()]
    form.consultation.choices = [everywhere, *named]
    if form.validate_on_submit() and form.tried(lambda: _grant(form)):
        flash(gettext("The role is granted."), "done")
        return redirect(url_for("accounts.roles"), 303)
    found = queries.grants(request.args.get("after"))
    return show("roles", form, page=found, places=places, labels=ROLE_LABELS)


def _places() -> dict[int, str]:
    found = consultations_in(list(State))
    return {one.id: text_of(one, current_language()).title for one in found}


def _grant(form: GrantForm) -> None:
    account = queries.account_by_email(form.email.data)
    if account is None:
        message = lazy("Nobody has confirmed an account with this address.")
        raise Invalid(message, field="email")
    place = form.consultation.data
    actions.grant_role(account, Role(form.role.data), int(place) if place else None)
    touch_pages_of(account.id)
    if account.id == current_reader().id:
        enter(account)


@blueprint.post("/roles/<int:number>/revoke")
@permit(Permission.ROLE_GRANT)
def revoke(number: int) -> object:
    """Take a role back."""
    grant, reader = queries.grant_by_id(number), current_reader()
    if grant is None:
        raise Missing(lazy("This role was taken back already."))
    whose = queries.account_by_id(grant.account_id)
    actions.revoke_role(grant, reader)
    touch_pages_of(grant.account_id)
    if whose is not None and whose.id == reader.id:
        enter(whose)
    flash(gettext("The role is taken back."), "done")
    return redirect(url_for("accounts.roles"), 303)
