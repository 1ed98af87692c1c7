"""Two real servers on one database, read by many at once: what one stores, the other shows."""

import gzip
import html
import http.client
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from consult import create_app
from consult.accounts.actions import start_session
from consult.config import Settings
from consult.core.db import db
from consult.web.tokens import token_of_session, unmask
from tests import postgres
from tests.browser import LiveServer, running
from tests.comments.places import home
from tests.make import Make

PROMISED = 2.0
ON_THE_WAY = 0.6
"""What the machine of the test may need for the requests themselves."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NAMES = [f"Patient reader {number}x" for number in range(5)]


@dataclass
class Person:
    """Somebody with a browser that takes gzip and asks either server."""

    name: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, server: LiveServer, path: str, form: dict[str, str] | None = None) -> str:
        """Return the page; a form that was taken returns nothing."""
        line = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
        headers = {"Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        assert answer.status == (303 if form else 200), body[:300]
        for given in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(given).items()}
        zipped = answer.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(body) if zipped else body).decode()


@dataclass
class Both:
    """The servers, and the app of the test on their database."""

    servers: list[LiveServer]
    make: Make


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    name, url = f"two_{os.getpid()}", ""
    with ExitStack() as stack:
        if request.param == "postgresql":
            url = postgres.create_database(name)
            stack.callback(postgres.drop_database, name)
        one = {"database_url": url, "CONSULT_WEB_PROCESSES": "1", "CONSULT_DATA_DIR": str(first)}
        servers = [stack.enter_context(running(folder, **one)) for folder in (first, second)]
        given = {"CONSULT_DATA_DIR": str(first), "CONSULT_DATABASE_URL": url}
        app = create_app(Settings.from_environment(given))
        yield Both(servers, Make(app))
        with app.app_context():
            db.engine.dispose()


def signed_in(make: Make, name: str) -> Person:
    account = make.account(pseudonym=name)
    return Person(name, {"consult_session": make.do(lambda: start_session(account))})


def faults_of(both: Both, one: Person, text: str) -> list[str]:
    """Return what a page holds of others, or lacks of its reader."""
    plain = html.unescape(text)
    found = [name for name in NAMES if (name in plain) != (name == one.name)]
    with both.make.app.app_context():
        mine = {token_of_session(one.cookies["consult_session"])} if one.name else set()
    if {unmask(token) for token in TOKEN.findall(text)} != mine:
        found.append("token")
    return [f"{one.name or 'nobody'}: {fault}" for fault in found]


def test_a_comment_shows_to_its_writer_at_once_and_on_the_other_server_within_two_seconds(
    both: Both,
) -> None:
    amendment = both.make.comment().amendment
    path = home(amendment)
    people = [Person(), *(signed_in(both.make, name) for name in NAMES)]
    over, faults, turns = threading.Event(), list[str](), list[int]()

    def read_on(one: Person) -> None:
        while not over.is_set():
            for server in both.servers:
                faults.extend(faults_of(both, one, one.ask(server, path)))
                turns.append(1)
            time.sleep(0.02)

    threads = [threading.Thread(target=read_on, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        shown = [_seconds_until_shown(both, path, turn) for turn in range(3)]
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not faults, faults[:5]
    assert len(turns) > 50
    assert max(shown) < PROMISED + ON_THE_WAY, shown


def _seconds_until_shown(both: Both, path: str, turn: int) -> float:
    here, there = both.servers[turn % 2], both.servers[(turn + 1) % 2]
    writer, text = signed_in(both.make, f"Writer {turn}"), f"A thought of turn {turn}."
    token = TOKEN.findall(writer.ask(here, path))[0]
    said = {"csrf_token": token, "stance": "for", "body": text, "revision": "1", "step": "send"}
    writer.ask(here, f"{path}/comments", said)
    posted = time.monotonic()
    assert text in writer.ask(there, path), "the writer is shown what is stored, wherever they ask"
    while text not in Person().ask(there, path):
        assert time.monotonic() - posted < 10
        time.sleep(0.02)
    return time.monotonic() - posted
