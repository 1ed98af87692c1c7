"""Who works on a consultation: its officials and moderators."""

from flask import flash, redirect, render_template, request, url_for

from consult.accounts import actions, queries
from consult.accounts.rules import Role
from consult.comments.standing import touch_pages_of
from consult.consultations.forms.staff import ROLE_LABELS, StaffForm
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.consultations.views.frame import blueprint
from consult.core.errors import Invalid, Missing
from consult.core.words import gettext, lazy
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


def the_place_of_a_grant(slug: str, number: int) -> Consultation:
    """Load a consultation for a role granted in it; which one it is says the address."""
    return the_consultation(slug)


@blueprint.get("/consultations/<slug>/staff")
@permit(Permission.CONSULTATION_EDIT, on=the_consultation)
def staff(consultation: Consultation) -> object:
    """List who moderates and who answers for this consultation."""
    return _page(consultation, StaffForm(formdata=None))


@blueprint.post("/consultations/<slug>/staff/grant")
@permit(Permission.CONSULTATION_STAFF, on=the_consultation)
def grant_staff(consultation: Consultation) -> object:
    """Make somebody a moderator or an official of this consultation."""
    form = StaffForm()
    if form.validate_on_submit() and form.tried(lambda: _grant(consultation, form)):
        flash(gettext("The role is granted."), "done")
        return redirect(url_for(".staff", slug=consultation.slug), 303)
    return _page(consultation, form), 422


def _grant(consultation: Consultation, form: StaffForm) -> None:
    account = queries.account_by_email(form.email.data or "")
    if account is None:
        message = lazy("Nobody has confirmed an account with this address.")
        raise Invalid(message, field="email")
    actions.grant_role(account, Role(form.role.data), consultation.id)
    touch_pages_of(account.id)


@blueprint.post("/consultations/<slug>/staff/<int:number>/revoke")
@permit(Permission.CONSULTATION_STAFF, on=the_place_of_a_grant)
def revoke_staff(consultation: Consultation) -> object:
    """Take a role in this consultation back; roles for all consultations are not touched here."""
    grant = queries.grant_by_id((request.view_args or {})["number"])
    if grant is None or grant.consultation_id != consultation.id:
        raise Missing(lazy("This role was taken back already."))
    actions.revoke_role(grant, current_reader())
    touch_pages_of(grant.account_id)
    flash(gettext("The role is taken back."), "done")
    return redirect(url_for(".staff", slug=consultation.slug), 303)


def _page(consultation: Consultation, form: StaffForm) -> str:
    return render_template(
        "consultations/staff.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        form=form,
        grants=queries.grants_in(consultation.id),
        labels=ROLE_LABELS,
    )
