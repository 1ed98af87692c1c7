"""Many requests at the same instant: all but the last byte sent, then the last byte of each.

Threads inside one process do not find the races this finds; two server processes do.
"""

import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from flask import Flask

from consult.accounts.actions import start_session
from consult.accounts.models import Account
from consult.core.db import transaction
from consult.web.readers import cookie_name

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS = 30


@dataclass(frozen=True)
class Citizen:
    """Somebody signed in: their cookies, and the token of their forms."""

    cookies: str
    token: str


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: str


def sign_in(app: Flask, url: str, person: Account) -> Citizen:
    """Begin a session and read a page for the token of its forms."""
    with app.app_context(), transaction(write=True):
        cookies = f"{cookie_name()}={start_session(person)}"
    connection = HTTPConnection(urlsplit(url).netloc, timeout=SECONDS)
    connection.request("GET", "/en/", headers={"Cookie": cookies})
    response = connection.getresponse()
    page = response.read().decode()
    for header in response.headers.get_all("Set-Cookie") or []:
        cookies += "; " + header.split(";")[0]
    connection.close()
    found = TOKEN.search(page)
    assert found, page
    return Citizen(cookies, found.group(1))


def post(url: str, path: str, citizen: Citizen, **fields: str | Sequence[str]) -> bytes:
    """Return the bytes of a form that is sent; a field may be sent several times."""
    body = urlencode({**fields, "csrf_token": citizen.token}, doseq=True)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nCookie: {citizen.cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def fire(url: str, requests: Sequence[bytes], held: int = 0, until: int = 0) -> list[Answer]:
    """Send all requests at the same byte; return the answers in the order of the requests.

    The last `held` of them go, again at the same byte, when `until` others are answered.
    """
    address = (urlsplit(url).hostname, urlsplit(url).port)
    sockets = [socket.create_connection(address, timeout=SECONDS) for _ in requests]
    for one, request in zip(sockets, requests, strict=True):
        one.sendall(request[:-1])
    time.sleep(0.3)
    first = len(requests) - held
    _release(sockets[:first], requests[:first])
    answers: dict[int, Answer] = {}
    with selectors.DefaultSelector() as waiting:
        for number, one in enumerate(sockets):
            waiting.register(one, selectors.EVENT_READ, number)
        while len(answers) < len(sockets):
            answers |= _ready(waiting)
            if first < len(requests) and len(answers) >= until:
                _release(sockets[first:], requests[first:])
                first = len(requests)
    return [answers[number] for number in range(len(sockets))]


def _release(sockets: Sequence[socket.socket], requests: Sequence[bytes]) -> None:
    for one, request in zip(sockets, requests, strict=True):
        one.sendall(request[-1:])


def _ready(waiting: selectors.BaseSelector) -> dict[int, Answer]:
    ready = waiting.select(timeout=SECONDS)
    assert ready, "The server does not answer."
    answers = {}
    for key, _ in ready:
        assert isinstance(key.fileobj, socket.socket)
        head = key.fileobj.recv(4096).decode(errors="replace")
        answers[key.data] = Answer(int(head.split()[1]), head)
        waiting.unregister(key.fileobj)
        key.fileobj.close()
    return answers
