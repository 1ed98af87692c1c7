"""Bytes that are no UTF-8, sent as they are in addresses, parameters and cookies: never a 500."""

import io
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import waitress
from flask import Flask
from werkzeug.test import run_wsgi_app

from consult.serve import server_options
from tests.comments.places import home
from tests.make import Make

RAW = "\xff\xfe\x80\xd0"
QUERIES = [f"q={RAW}", f"{RAW}={RAW}", f"next={RAW}", f"after={RAW}&view={RAW}", "q=%ff%fe"]
COOKIES = ["", f"consult_session={RAW}", f"{RAW}={RAW}", f"consult_form={RAW}", "consult_fresh=1"]
PATHS = ["/en/rules", "/en/sign-in", f"/{RAW}", f"/en/{RAW}", "/", "/en/account", "/healthz"]


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Serve the app as `make run` does, from a thread; return its port."""
    options = server_options(app.extensions["consult_settings"])
    server = waitress.create_server(app, host="127.0.0.1", port=0, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield int(server.effective_port)
    server.close()
    server.task_dispatcher.shutdown()


def ask(port: int, target: str, cookie: str) -> int:
    """Return the status of a request whose bytes are sent as they are."""
    lines = [f"GET {target} HTTP/1.1", "Host: x", "Connection: close", f"Cookie: {cookie}", "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall("\r\n".join(lines).encode("latin-1"))
        return int(line.makefile("rb").readline().split()[1])


def test_the_server_never_fails_at_raw_bytes(port: int, make: Make) -> None:
    paths = [home(make.comment().amendment), *PATHS]
    targets = [f"{path}?{query}" for path in paths for query in QUERIES]
    asked = [(target, COOKIES[at % len(COOKIES)]) for at, target in enumerate(targets)]
    asked += [(path, cookie) for path in paths for cookie in COOKIES]
    found = [(target, cookie, ask(port, target, cookie)) for target, cookie in asked]
    assert not [one for one in found if one[2] >= 500]
    assert {one[2] for one in found} >= {200, 400}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_another_server_may_hand_raw_bytes_on(app: Flask, make: Make, method: str) -> None:
    paths = [home(make.comment().amendment), *PATHS]
    for path, query, cookie in [(p, q, c) for p in paths for q in QUERIES for c in COOKIES]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
            "HTTP_COOKIE": cookie, "SERVER_NAME": "x", "SERVER_PORT": "80",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "127.0.0.1",
            "wsgi.errors": io.StringIO(),
        }  # fmt: skip
        assert run_wsgi_app(app, environ)[1] < "5", (path, query, cookie)
