"""Pages rendered once for everybody: templates that know no reader, with holes for what is theirs.

The environment has no current user, session, request, token or permission: a template that asks
for one fails. What is a reader's own is a hole; a small template that is told all fills it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, g, has_request_context, url_for
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from jinja2 import Environment, StrictUndefined, select_autoescape
from markupsafe import Markup

_NONCE = secrets.token_hex(8)
_MARK = re.compile(f"\x02{_NONCE}:([a-z_]+):([^\x03]*)\x03")
"""Nobody can write a mark into a text: its number is drawn when the process starts."""

BORROWED = (
    "_",
    "gettext",
    "ngettext",
    "LANGUAGES",
    "current_language",
    "site_name",
    "now",
    "asset",
)


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a page for something of its reader: its name, and which one of several it is."""

    name: str
    which: str = ""


Part = str | Hole


def init(app: Flask) -> None:
    """Make the environment; both environments know which one they are."""
    app.jinja_env.globals["shared"] = False
    made = Environment(
        loader=app.jinja_env.loader,
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(app.jinja_env.filters)
    made.globals.update(shared=True, hole=mark, url_for=url_for)
    app.extensions["consult_shared"] = made


def give(blueprint: Blueprint, **words: Any) -> None:
    """Give all templates, shared ones too, words and functions that depend on nobody."""

    def give_both(state: BlueprintSetupState) -> None:
        environment(state.app).globals.update(words)
        state.app.jinja_env.globals.update(words)

    blueprint.record(give_both)


def environment(app: App) -> Environment:
    """Return the environment, with what it borrows from the other one as far as that is there."""
    found: Environment = app.extensions["consult_shared"]
    for name in BORROWED:
        if name not in found.globals and name in app.jinja_env.globals:
            found.globals[name] = app.jinja_env.globals[name]
    return found


def mark(name: str, which: object = "") -> Markup:
    """Return the mark of a hole, for templates."""
    return Markup("\x02{}:{}:{}\x03").format(_NONCE, name, str(which))


def parts_of(text: str) -> list[Part]:
    """Return a rendered text cut at its holes."""
    pieces = _MARK.split(text)
    parts: list[Part] = []
    for start in range(0, len(pieces), 3):
        if pieces[start]:
            parts.append(pieces[start])
        if start + 2 < len(pieces):
            parts.append(Hole(pieces[start + 1], pieces[start + 2]))
    return parts


def without_tokens(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without the places of form tokens, and the forms that need one."""
    forms: list[str] = []

    def take(found: re.Match[str]) -> str:
        if found.group(1) != "token":
            return found.group()
        forms.append(found.group(2))
        return ""

    return _MARK.sub(take, text), tuple(forms)


@contextmanager
def speaking_as_page(app: Flask, language: str) -> Iterator[None]:
    """Give the block a language where no request is being answered by Flask."""
    if has_request_context():
        yield
        return
    with app.test_request_context(f"/{language}/"):
        g.lang = language
        yield
