"""Forms sent as bytes, and whether Flask was asked or the layer before it answered.

The fixture `booth` is known everywhere: tests/conftest.py names this module.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from consult.web.tokens import mask, token_of_session
from tests.pages import Visitor


class Booth:
    """Stands in front of an app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        front: Any = app.wsgi_app
        self.behind = front._behind
        self.asked: list[str] = []
        front._behind = self._note

    def _note(self, environ: dict[str, Any], start: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.behind(environ, start)

    def take_away(self) -> None:
        """Leave the app as it was."""
        front: Any = self.app.wsgi_app
        front._behind = self.behind

    def token(self, session: str) -> str:
        """Return a token for the forms of a session."""
        secret = self.app.extensions["consult_settings"].secret_key
        return mask(token_of_session(session, secret))

    def send(self, session: str, path: str, **fields: str) -> Any:
        """Send a form with a session's cookie, and its token unless the fields have one."""
        form = {"csrf_token": self.token(session)} | fields
        headers = {"Cookie": f"consult_session={session}"}
        return self.app.test_client(use_cookies=False).post(path, data=form, headers=headers)


@pytest.fixture
def booth(app: Flask) -> Iterator[Booth]:
    """A booth in front of the app, taken away afterwards."""
    made = Booth(app)
    yield made
    made.take_away()


def session_of(visitor: Visitor) -> str:
    """Return the session of somebody who signed in."""
    cookie = visitor.client.get_cookie("consult_session")
    assert cookie
    return str(cookie.value)
