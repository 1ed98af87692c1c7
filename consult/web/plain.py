"""Requests and answers as plain values, for what is answered before Flask."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from flask.sansio.app import App

LONGEST_COOKIES = 4000
LONGEST_FORM = 35_000
"""A comment of the greatest length in Cyrillic letters, each written as six signs."""
MOST_FIELDS = 10
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer from memory."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    whole: bool = False


@dataclass(slots=True)
class Sent:
    """A small form that somebody signed in sent, as far as it is read before Flask."""

    app: Flask
    found: "re.Match[str]"
    sender: "Sender"
    session: str
    fields: dict[str, str]
    referrer: str


Sender = Callable[[Sent], Ready | None]


def takes(app: App, address: str, sender: Sender) -> None:
    """Let a sender take the forms sent to the addresses that match, where it can."""
    _senders(app).append((re.compile(address, re.ASCII), sender))


def _senders(app: App) -> list[tuple["re.Pattern[str]", Sender]]:
    found: list[tuple[re.Pattern[str], Sender]] = app.extensions.setdefault("consult_senders", [])
    return found


def read_form(environ: dict[str, Any], app: Flask, session: str, form: str) -> Sent | None:
    """Return a form that somebody takes; None where it is none of theirs or anything is odd.

    `session` and `form` name the cookies. Whoever has a form cookie waits for a message that only
    Flask can give them. The body stays readable for Flask.
    """
    path = environ.get("PATH_INFO", "")
    taking = [(one.match(path), sender) for one, sender in _senders(app)]
    found, sender = next((pair for pair in taking if pair[0]), (None, None))
    if found is None or sender is None:
        return None
    cookies = cookies_in(environ.get("HTTP_COOKIE", ""))
    if not cookies or form in cookies or not cookies.get(session) or environ.get("QUERY_STRING"):
        return None
    length = environ.get("CONTENT_LENGTH", "")
    short = length.isascii() and length.isdecimal() and int(length) <= LONGEST_FORM
    if environ.get("CONTENT_TYPE") != FORM or not short or environ.get("SCRIPT_NAME"):
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    fields = dict(pairs)
    if len(fields) != len(pairs):
        return None
    referrer = environ.get("HTTP_REFERER", "")
    return Sent(app, found, sender, cookies[session], fields, referrer)


def cookies_in(header: str) -> dict[str, str] | None:
    """Return the cookies; None where one is named twice or there are too many to look at."""
    found: dict[str, str] = {}
    if len(header) > LONGEST_COOKIES:
        return None
    for pair in header.split(";") if header else ():
        name, _, value = pair.strip().partition("=")
        if name in found or '"' in value:
            return None
        found[name] = value
    return found


def status_line(status: HTTPStatus) -> str:
    """Return a status as WSGI wants it."""
    return f"{status.value} {status.phrase}"
