"""What the pages of accounts share: the blueprint, where to go on, how a session begins."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from consult.accounts import actions
from consult.accounts.devices import device_name
from consult.accounts.models import Account
from consult.accounts.rules import network_of, own_path
from consult.web.readers import current_reader, hand_out_cookie

blueprint = Blueprint("accounts", __name__)


def path() -> str | None:
    """Return where the reader came from, if it is a place of ours."""
    return own_path(request.args.get("next"))


def go_on() -> object:
    """Go on to where the reader came from, or to the consultations."""
    return redirect(path() or url_for("pages.home"), 303)


def show(template: str, form: Any, status: int = 200, **values: Any) -> object:
    """Show a page with its form; a form that says what is wrong answers 422."""
    page = render_template(f"accounts/{template}.html", form=form, next=path(), **values)
    return make_response(page, 422 if form.errors else status)


def network() -> str:
    """Return what stands for the reader's connection in counted limits."""
    return network_of(request.remote_addr)


def enter(account: Account) -> None:
    """Begin a session under a new identifier; the one this browser had is over."""
    reader = current_reader()
    actions.end_session(reader.session, reader.id)
    hand_out_cookie(actions.start_session(account, device_name(request.user_agent.string)))
