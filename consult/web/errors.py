"""Error pages: a true status code, what happened, and what to do next."""

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from consult.core.db import db
from consult.core.errors import (
    Invalid,
    Missing,
    NotAllowed,
    Refusal,
    TooLarge,
    TooMany,
    Unavailable,
)
from consult.core.words import lazy
from consult.web.readers import current_reader

log = logging.getLogger(__name__)

REFUSED = "consult.refused"
"""Where the layer before Flask leaves a refusal that it has no page for."""
BUSY = (
    "database is locked",
    "database or disk is full",
    "disk i/o error",
    "unable to open",
    "connection",
    "deadlock detected",
    "too many clients",
)
"""What databases say of troubles that pass: a full disk, a lost connection, a deadlock."""


def init(app: Flask) -> None:
    """Give every kind of failure its page."""
    app.register_error_handler(Refusal, show)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(OperationalError, _show_database)
    app.register_error_handler(DataError, _show_data)
    app.register_error_handler(Exception, _show_failure)
    app.before_request(_refuse_again)


def _refuse_again() -> None:
    """Raise what the layer before Flask was refused, so that the page says it."""
    if refusal := request.environ.get(REFUSED):
        raise refusal


def show(refusal: Refusal) -> Response:
    """Return the page of a refusal."""
    db.session.rollback()
    page = render_template("errors/refusal.html", refusal=refusal, reader=_reader())
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooMany | Unavailable):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _reader() -> Any:
    try:
        return current_reader()
    except Exception:  # The database may be what failed: the page then shows no name.
        db.session.rollback()
        return None


class _Other(Refusal):
    """Any other failure of HTTP, with its own status."""

    def __init__(self, message: Any, advice: Any, status: int) -> None:
        super().__init__(message, advice)
        self.status = status


def _show_http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    response = show(_refusal_of(error))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def _refusal_of(error: HTTPException) -> Refusal:
    if isinstance(error, CSRFError):
        message = lazy("This form is too old, or it came from another site.")
        return _Other(message, lazy("Go back, load the page again and send it once more."), 400)
    if error.code == 403:
        return NotAllowed(lazy("You may not do this."))
    if error.code == 404:
        return Missing()
    if error.code == 413:
        return TooLarge(lazy("This is larger than we can take."))
    if error.code == 405:
        message = lazy("This page cannot be asked for in this way.")
        return _Other(message, lazy("Open it with a link."), 405)
    return _Other(lazy("We could not understand this request."), Refusal.advice, error.code or 400)


def _show_database(error: OperationalError) -> Response:
    """Answer 503 for a busy or full database; what is truly broken stays a 500."""
    log.error("database: %s %s", request.endpoint, type(error.orig).__name__)
    text = str(error.orig).lower()
    if any(sign in text for sign in BUSY) or error.connection_invalidated:
        return show(Unavailable(lazy("The platform is busy just now.")))
    return _show_failure(error)


def _show_data(_error: DataError) -> Response:
    """Answer 404 to an address, and 422 to a form, with what no column can hold: NUL, say."""
    if request.method == "GET":
        return show(Missing())
    return show(Invalid(lazy("We could not understand this request.")))


def _show_failure(error: Exception) -> Response:
    log.exception("failure at %s", request.endpoint, exc_info=error)
    message = lazy("Something went wrong on our side.")
    return show(_Other(message, lazy("Nothing was changed. Try again in a minute."), 500))
