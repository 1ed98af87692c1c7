"""Full addresses for mail: from the configured public address, never from a request's Host."""

from typing import Any

from flask import current_app

from consult.config import Settings


def settings() -> Settings:
    """Return the settings of the running app."""
    found: Settings = current_app.extensions["consult_settings"]
    return found


def link(endpoint: str, *, lang: str, **values: Any) -> str:
    """Return the full address of a page in a language."""
    adapter = current_app.url_map.bind("localhost")
    path = adapter.build(endpoint, {"lang": lang, **values})
    return settings().public_url.rstrip("/") + path
