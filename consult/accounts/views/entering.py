"""The addresses by which people enter and leave: sign-up, confirmation, sign-in, reset."""

from flask import flash, redirect, render_template, request, url_for

from consult.accounts import actions, entry
from consult.accounts.forms import (
    AddressForm,
    ConfirmForm,
    NewPasswordForm,
    SignInForm,
    SignUpForm,
)
from consult.accounts.letters import ask_for_letter
from consult.accounts.rules import Purpose
from consult.accounts.views.frame import blueprint, enter, go_on, network, path, show
from consult.core.words import gettext
from consult.web.languages import current_language
from consult.web.permit import public
from consult.web.readers import current_reader, take_cookie_back


@blueprint.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> object:
    """Ask for an account."""
    if request.method == "GET" and current_reader().is_authenticated:
        return go_on()
    form = SignUpForm()
    if form.validate_on_submit() and form.tried(
        lambda: entry.sign_up(
            email=form.email.data,
            pseudonym=form.pseudonym.data,
            password=form.password.data,
            language=current_language(),
            network=network(),
            path=path(),
        )
    ):
        return redirect(url_for("accounts.mail_sent", next=path()), 303)
    return show("sign_up", form)


@blueprint.get("/mail-sent")
@public
def mail_sent() -> object:
    """Say that a mail is under way, whatever it will say."""
    return render_template("accounts/mail_sent.html", next=path())


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> object:
    """Confirm a mailbox. Opening the link alone does nothing: mail scanners open links too."""
    form = ConfirmForm()
    try:
        entry.holder(token, Purpose.CONFIRM)
        if form.validate_on_submit() and form.tried(
            lambda: enter(entry.confirm(token, form.password.data, network()))
        ):
            flash(gettext("Welcome. Your address is confirmed and you are signed in."), "done")
            return go_on()
    except entry.DeadLink:
        return show("dead_link", AddressForm(None), 404, ask="accounts.ask_for_link")
    return show("confirm", form, token=token)


@blueprint.route("/new-link", methods=["GET", "POST"])
@public
def ask_for_link() -> object:
    """Ask for another link to confirm a mailbox."""
    return _letter(Purpose.CONFIRM, "new_link")


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> object:
    """Ask for a link to choose a new password."""
    return _letter(Purpose.RESET, "forgot")


def _letter(purpose: Purpose, template: str) -> object:
    form = AddressForm()
    if form.validate_on_submit() and form.tried(
        lambda: ask_for_letter(
            purpose, entry.checked_mailbox(form.email.data), current_language(), path()
        )
    ):
        return redirect(url_for("accounts.mail_sent", next=path()), 303)
    return show(template, form)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> object:
    """Choose a new password."""
    form = NewPasswordForm()
    try:
        entry.holder(token, Purpose.RESET)
        if form.validate_on_submit() and form.tried(
            lambda: enter(entry.reset_password(token, form.password.data))
        ):
            flash(gettext("Your password is changed and you are signed in."), "done")
            return go_on()
    except entry.DeadLink:
        return show("dead_link", AddressForm(None), 404, ask="accounts.forgot")
    return show("reset", form, token=token)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> object:
    """Sign in and go on to where the reader came from."""
    if request.method == "GET" and current_reader().is_authenticated:
        return go_on()
    form = SignInForm()
    if form.validate_on_submit() and form.tried(
        lambda: enter(entry.sign_in(form.email.data, form.password.data, network()))
    ):
        return go_on()
    return show("sign_in", form)


@blueprint.post("/sign-out")
@public
def sign_out() -> object:
    """End this session."""
    reader = current_reader()
    actions.end_session(reader.session, reader.id)
    take_cookie_back()
    flash(gettext("You are signed out."), "done")
    return redirect(url_for("pages.home"), 303)
