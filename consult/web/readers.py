"""Who reads: the session cookie, and the reader behind it."""

from typing import cast

from flask import Flask, Response, after_this_request, request, session
from flask_login import LoginManager, current_user

from consult.accounts.queries import reader_by_session
from consult.accounts.rules import VISITOR, Reader
from consult.core.links import settings


def init(app: Flask) -> None:
    """Let Flask-Login ask us; of its own cookies and protections it uses none."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = lambda: VISITOR
    manager.request_loader(lambda _request: _reader_of_request())


def current_reader() -> Reader:
    """Return who sent the request."""
    return cast(Reader, current_user._get_current_object())


def cookie_name() -> str:
    """Return the cookie's name; under https its prefix binds it to this very host."""
    secure = settings().public_url.startswith("https://")
    return "__Host-consult_session" if secure else "consult_session"


def hand_out_cookie(token: str) -> None:
    """Give the session's identifier to the browser, and begin a new form token."""
    session.clear()

    @after_this_request
    def put(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            token,
            max_age=settings().session_days * 24 * 3600,
            secure=settings().public_url.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )
        return response


def take_cookie_back() -> None:
    """Remove the session's identifier and the form token from the browser."""
    session.clear()

    @after_this_request
    def drop(response: Response) -> Response:
        # A browser ignores what is said about a __Host- cookie without `secure`, its removal too.
        secure = settings().public_url.startswith("https://")
        response.delete_cookie(cookie_name(), secure=secure, httponly=True, samesite="Lax")
        return response


def _reader_of_request() -> Reader | None:
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    reader = reader_by_session(token)
    return reader if reader.is_authenticated else None
