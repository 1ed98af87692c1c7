"""The people of the benchmark as a browser would send them: their session and their form token."""

import hashlib
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench.bare import KEY
from bench.bench import Bench
from bench.load import get, post
from bench.made import LANGUAGE, token_of
from bench.places import Place
from bench.rounds import Target
from consult.web.tokens import mask, token_of_session

COOKIE = "consult_session"


class Visitors:
    """Writes the requests of people to one place."""

    def __init__(self, place: Place) -> None:
        self._secret = place.app.extensions["consult_settings"].secret_key
        self._content = place.content

    def amendment(self, number: str) -> str:
        """Return the address of an amendment of the first consultation."""
        return f"/{LANGUAGE}/consultations/{self._content.reform}/amendments/{number}"

    def reads(self, path: str, person: int | None = None, **cookies: str) -> str:
        """Return a GET of somebody, or of nobody."""
        held = {COOKIE: token_of(person)} if person is not None else {}
        return get(path, **held, **cookies)

    def sends(self, path: str, person: int, **fields: Any) -> str:
        """Return a form of somebody, with the token of their session."""
        held = token_of(person)
        token = mask(token_of_session(held, self._secret))
        return post(path, {"csrf_token": token, **fields}, **{COOKIE: held})


def bare_get(bench: Bench) -> Target:
    """Return the bare answer, as something to be measured."""
    return bench.bare, bench.load.prepare([get("/")], 200)


def bare_post(bench: Bench) -> Target:
    """Return the bare form, as something to be measured."""
    return bench.bare, bench.load.prepare([bare_form()], 303)


def bare_form() -> str:
    """Return the form that the bare app takes, in a session of its own."""
    app = Flask("bare")
    app.secret_key = KEY
    secret = hashlib.sha256(KEY.encode()).hexdigest()
    signer: Any = app.session_interface
    session = signer.get_signing_serializer(app).dumps({"csrf_token": secret})
    token = URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps(secret)
    fields = {"csrf_token": str(token), "choice": "support", "revision": "1"}
    return post("/post", fields, session=session)
