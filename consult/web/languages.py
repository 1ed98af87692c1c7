"""The language of a page stands in its address; without one it is chosen for the browser."""

from functools import cache
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import Babel

from consult.config import LANGUAGES
from consult.core.links import settings

PREFIX = f"/<any({','.join(LANGUAGES)}):lang>"
COOKIE = "consult_language"


def init(app: Flask) -> None:
    """Take the language out of addresses, put it into links, and tell gettext."""
    Babel(app, locale_selector=lambda: _locale(current_language()))

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_language()


@cache
def _locale(language: str) -> Locale:
    """Return what Babel would otherwise read anew for every request that says a word."""
    return Locale.parse(language)


def current_language() -> str:
    """Return the language of this page."""
    if not has_request_context():
        return settings().default_language
    if "lang" not in g:
        g.lang = preferred_language()
    return str(g.lang)


def preferred_language() -> str:
    """Return the language where the address names none: by choice, then by the browser."""
    first = request.path.split("/")[1]
    chosen = request.cookies.get(COOKIE, "")
    for wish in (first, chosen):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(list(LANGUAGES)) or settings().default_language
