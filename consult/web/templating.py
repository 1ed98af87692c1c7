"""What templates may use beside their own values."""

import hashlib
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, session, url_for
from markupsafe import Markup, escape

from consult.config import LANGUAGES
from consult.core import clock
from consult.core.links import settings
from consult.core.words import gettext
from consult.permissions import Permission, allowed
from consult.web import dates
from consult.web.languages import current_language
from consult.web.readers import current_reader

_LINK = re.compile(r"https?://[^\s<>\"'«»“”]+[^\s<>\"'«»“”.,;:!?)\]}…]")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def init(app: Flask) -> None:
    """Give the templates their globals and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        can=can,
        Permission=Permission,
        LANGUAGES=LANGUAGES,
        current_language=current_language,
        current_reader=current_reader,
        here_in=here_in,
        site_name=lambda: settings().site_name,
        now=lambda: clock.now(),  # looked up each time, so that a test can move the clock
        asset=asset,
        has_notices=lambda: "_flashes" in session,
        sign_in_link=sign_in_link,
        staff_links=staff_links,
    )
    app.jinja_env.filters.update(
        day=lambda moment, zone=None: dates.day(moment, current_language(), zone or _zone()),
        day_and_time=lambda moment, zone=None: dates.day_and_time(
            moment, current_language(), zone or _zone()
        ),
        # Mail is written by jobs, where no page has a language.
        day_in=lambda moment, language: dates.day(moment, language, _zone()),
        number=lambda value: dates.number(value, current_language()),
        percent=lambda part, whole: dates.percent(part, whole, current_language()),
        plain_text=plain_text,
        language_name=lambda code: LANGUAGES.get(code, code),
        machine_time=machine_time,
    )


def can(permission: Permission | str, thing: Any = None) -> bool:
    """Ask the permission table about the reader, from a template."""
    if isinstance(permission, str):
        permission = Permission[permission]
    return allowed(current_reader(), permission, thing)


def staff_links() -> list[tuple[Permission, str, str]]:
    """Return the links of the header for staff: permission, endpoint, words."""
    return [
        (Permission.MODERATION_DESK, "moderation.queue", gettext("Moderation")),
        (Permission.CONSULTATION_IMPORT, "imports.upload", gettext("Import")),
        (Permission.ROLE_GRANT, "accounts.roles", gettext("Roles")),
    ]


def sign_in_link() -> str:
    """Return the address of the sign-in page that leads back here."""
    if request.method != "GET" or (request.endpoint or "").startswith("accounts."):
        return url_for("accounts.sign_in")
    return url_for("accounts.sign_in", next=request.full_path.rstrip("?"))


def here_in(language: str) -> str:
    """Return the address of this page in another language."""
    if request.endpoint is None or request.view_args is None or request.method != "GET":
        return f"/{language}/"
    if not request.path.startswith(f"/{current_language()}/"):
        return f"/{language}/"
    rest = request.full_path.rstrip("?").split("/", 2)[2]
    return url_for("pages.choose_language", language=language, next=f"/{language}/{rest}")


def machine_time(moment: datetime) -> str:
    """Return a moment for the `datetime` attribute."""
    return moment.isoformat(timespec="seconds")


def plain_text(text: str) -> Markup:
    """Return a citizen's plain text as paragraphs, with its addresses as safe links."""
    blocks = [_with_links(block) for block in _PARAGRAPHS.split(text.strip()) if block]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


def _with_links(block: str) -> Markup:
    parts, end = [], 0
    for found in _LINK.finditer(block):
        parts.append(_lines(block[end : found.start()]))
        address = found.group()
        parts.append(
            Markup('<a href="{0}" rel="nofollow ugc noopener noreferrer">{0}</a>').format(address)
        )
        end = found.end()
    parts.append(_lines(block[end:]))
    return Markup("").join(parts)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a static file; it changes with the file, so browsers may keep it."""
    path = Path(__file__).resolve().parent.parent / "static" / name
    return url_for("static", filename=name, v=_fingerprint(path))


def _zone() -> str:
    return settings().time_zone
