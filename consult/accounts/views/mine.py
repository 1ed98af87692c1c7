"""The addresses of one's own account."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for

from consult.accounts import actions, entry, queries
from consult.accounts.forms import AboutForm, LanguageForm, NameForm, PasswordForm
from consult.accounts.models import Account
from consult.accounts.views.frame import blueprint, network
from consult.comments.queries import comments_of
from consult.comments.standing import touch_pages_of
from consult.comments.words import STANCE_LABELS, STATE_LABELS, reasons
from consult.core.errors import Missing
from consult.core.links import settings
from consult.core.text import clean_line
from consult.core.words import gettext, lazy
from consult.moderation.appeal_cases import decisions_to_tell
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.sanction_cases import own_sanctions
from consult.moderation.verdict_words import SANCTION_LABELS, SANCTION_STATES
from consult.notifications.alarms import digest_is_on
from consult.permissions import Permission
from consult.votes.labels import CHOICE_LABELS
from consult.votes.queries import votes_of
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader, take_cookie_back

WORDS = {
    "choices": CHOICE_LABELS,
    "stances": STANCE_LABELS,
    "states": STATE_LABELS,
    "grounds": GROUND_LABELS,
    "SANCTION_LABELS": SANCTION_LABELS,
    "SANCTION_STATES": SANCTION_STATES,
}


@blueprint.get("/account")
@permit(Permission.ACCOUNT_OWN)
def mine() -> object:
    """Show one's own account."""
    return _account_page()


def _own_account() -> Account:
    account = queries.account_by_id(current_reader().id or 0)
    if account is None:
        raise Missing
    return account


def _account_page(**forms: Any) -> object:
    """Show the account; the form that was refused, if any, says why."""
    account, wrong = _own_account(), next(iter(forms.values()), None)
    comments = comments_of(account.id, request.args.get("after"))
    page = render_template(
        "accounts/mine.html",
        account=account,
        wrong=wrong,
        name_form=forms.get("name") or NameForm(None, pseudonym=account.pseudonym),
        language_form=forms.get("language") or LanguageForm(None, language=account.language),
        about_form=forms.get("about") or _about_form(account),
        password_form=forms.get("password") or PasswordForm(None),
        sessions=queries.sessions_of(account.id),
        here=current_reader().session,
        votes=votes_of(account.id, request.args.get("votes_after")),
        comments=comments,
        told_of=decisions_to_tell(comments.items),
        sanctions=own_sanctions(account.id),
        digest=digest_is_on(account.id),
        reasons=reasons,
        **WORDS,
    )
    return make_response(page, 422 if wrong else 200)


def _changed(message: str) -> object:
    flash(message, "done")
    return redirect(url_for("accounts.mine"), 303)


@blueprint.post("/account/name")
@permit(Permission.ACCOUNT_OWN)
def rename() -> object:
    """Change one's public name."""
    form, reader = NameForm(), current_reader()
    if form.validate() and form.tried(
        lambda: actions.rename(_own_account(), form.pseudonym.data, staff=reader.is_staff)
    ):
        touch_pages_of(_own_account().id)
        return _changed(gettext("Your public name is changed."))
    return _account_page(name=form)


@blueprint.post("/account/language")
@permit(Permission.ACCOUNT_OWN)
def change_language() -> object:
    """Change the language of one's mails."""
    form = LanguageForm()
    if form.validate():
        actions.change_language(_own_account(), form.language.data)
        return _changed(gettext("The language of your mails is changed."))
    return _account_page(language=form)


def _about_form(account: Account | None = None) -> AboutForm:
    """Return the form with what is kept, or with what was sent."""
    regions = settings().region_names(current_language())
    if account is None:
        return AboutForm(regions=regions)
    kept = {"region": account.region or "", "age_group": account.age_group or ""}
    return AboutForm(None, regions=regions, **kept)


@blueprint.post("/account/about")
@permit(Permission.ACCOUNT_OWN)
def change_about() -> object:
    """Keep, change or take back one's region and age group."""
    form = _about_form()
    if form.validate():
        actions.tell_about_oneself(_own_account(), form.region.data, form.age_group.data)
        return _changed(gettext("What you say of yourself is changed."))
    return _account_page(about=form)


@blueprint.post("/account/password")
@permit(Permission.ACCOUNT_OWN)
def change_password() -> object:
    """Change one's password."""
    form, reader = PasswordForm(), current_reader()
    old, new = form.old_password, form.password
    if form.validate() and form.tried(
        lambda: entry.change_password(reader.id or 0, old.data, new.data, network(), reader.session)
    ):
        return _changed(gettext("Your password is changed. Your other sessions have ended."))
    return _account_page(password=form)


@blueprint.post("/account/sessions/end")
@permit(Permission.ACCOUNT_OWN)
def end_session() -> object:
    """End one of one's sessions."""
    reader, ended = current_reader(), request.form.get("session", "")
    if not actions.end_session(clean_line(ended), reader.id):
        raise Missing(lazy("This session has ended already."))
    if ended == reader.session:
        take_cookie_back()
        return redirect(url_for("pages.home"), 303)
    return _changed(gettext("The session has ended."))


@blueprint.post("/account/sign-out-everywhere")
@permit(Permission.ACCOUNT_OWN)
def sign_out_everywhere() -> object:
    """End all of one's sessions, this one too."""
    actions.end_sessions(current_reader().id or 0)
    take_cookie_back()
    flash(gettext("You are signed out everywhere."), "done")
    return redirect(url_for("pages.home"), 303)
