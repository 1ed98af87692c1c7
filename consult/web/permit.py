"""The door of every route: load, check, hand over, and commit once."""

from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, make_response, redirect, request, url_for
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.http import dump_cookie

from consult.core import replica
from consult.core.db import transaction
from consult.core.errors import Refusal
from consult.core.links import settings
from consult.permissions import Permission, SignInNeeded, why_not
from consult.web.plain import Ready, Sent, status_line
from consult.web.readers import current_reader

SAFE = {"GET", "HEAD", "OPTIONS"}
FRESH = "consult_fresh"
"""The cookie of whoever wrote a moment ago: they are shown what is stored now, nothing older."""
FRESH_SECONDS = 5
View = Callable[..., Any]
Loader = Callable[..., Any]


def permit(permission: Permission, on: Loader | None = None) -> Callable[[View], View]:
    """Guard a view: load its thing, ask the permission table, hand the thing over."""

    def guard(view: View) -> View:
        @wraps(view)
        def door(**address: Any) -> Response:
            return _answer(lambda: _checked(view, permission, on, address))

        door.permission = permission  # type: ignore[attr-defined]
        return door

    return guard


def public(view: View) -> View:
    """Mark a view that everybody may call."""

    @wraps(view)
    def door(**address: Any) -> Response:
        return _answer(lambda: view(**address))

    door.permission = None  # type: ignore[attr-defined]
    return door


def _checked(view: View, permission: Permission, on: Loader | None, address: dict[str, Any]) -> Any:
    reader = current_reader()  # first: loading a thing to write on may begin to hold others up
    thing = on(**address) if on else None
    refusal = why_not(reader, permission, thing)
    if isinstance(refusal, SignInNeeded) and request.method in SAFE:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if refusal:
        raise refusal
    return view(thing) if on else view(**address)


def _answer(work: Callable[[], Any]) -> Response:
    """Do the work in one transaction; a refusal leaves nothing behind."""
    if near := replica.source(current_app, request.method, request.cookies):
        response = _answer_from(near, work)
        if response:
            return response
    write = request.method not in SAFE
    try:
        return _answer_from_primary(work, write)
    except DBAPIError as error:
        # The database was restarted since this connection was opened. Reading again harms nobody;
        # whoever wrote is told, because what they wrote may be stored already.
        if write or not error.connection_invalidated:
            raise
        return _answer_from_primary(work, write)


def _answer_from_primary(work: Callable[[], Any], write: bool) -> Response:
    with transaction(write=write) as unit:
        response = make_response(work())
        if response.status_code >= 400:
            unit.refuse()
    if write and not unit.refused:
        response.headers.add(
            "Set-Cookie", fresh_cookie(settings().public_url.startswith("https://"))
        )
    return response


def _answer_from(near: replica.Replica, work: Callable[[], Any]) -> Response | None:
    """Do the work on the replica; None says that the primary must be asked.

    What the replica lacks may have been written a moment ago: a refusal is never its own.
    """
    try:
        with replica.reading_from(near.engine), transaction(write=False):
            response = make_response(work())
            return response if response.status_code < 400 else None
    except Refusal:
        return None
    except DBAPIError as error:
        if error.connection_invalidated or isinstance(error, OperationalError):
            near.failed()
        return None


@cache
def fresh_cookie(secure: bool) -> str:
    """Return the cookie of whoever wrote."""
    kind = {"max_age": FRESH_SECONDS, "secure": secure, "httponly": True, "samesite": "Lax"}
    return dump_cookie(FRESH, "1", sync_expires=False, **kind)  # type: ignore[arg-type]


def see_other(sent: Sent, place: str, *cookies: str) -> Ready:
    """Return the answer to a form that was taken before Flask: what was written is at a place."""
    secure = sent.app.extensions["consult_settings"].public_url.startswith("https://")
    said = [("Set-Cookie", cookie) for cookie in (fresh_cookie(secure), *cookies)]
    headers = [("Location", place), ("Cache-Control", "private, no-store"), ("Content-Length", "0")]
    return Ready(status_line(HTTPStatus.SEE_OTHER), headers + said, b"")
