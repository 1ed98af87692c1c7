"""The server that `make run` starts: it is there at once, bears slow clients, and ends cleanly."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from consult import serve
from consult.config import Settings
from tests import postgres
from tests.browser import ROOT, LiveServer, end, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with running(tmp_path_factory.mktemp("server")) as one:
        yield one


def connect(server: LiveServer) -> socket.socket:
    address = urlsplit(server.url)
    assert address.hostname and address.port
    return socket.create_connection((address.hostname, address.port), timeout=5)


def health(server: LiveServer) -> int:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
        return int(answer.status)


def family(server: LiveServer) -> list[psutil.Process]:
    """Return the processes under this one, once all are ready and the one that says so is gone."""
    children = psutil.Process(server.process.pid).children
    assert until(lambda: f"{server.url}/" in server.log() and len(children()) == 3, 5)
    return children()


def until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def test_one_process_does_the_jobs_beside_those_that_answer(server: LiveServer) -> None:
    assert len(family(server)) == serve.WEB_PROCESSES + 1


def test_the_address_is_printed_once_it_answers(server: LiveServer) -> None:
    assert until(lambda: f"{server.url}/" in server.log(), 5)


def test_the_server_does_not_tell_its_name(server: LiveServer) -> None:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
        assert answer.headers["Server"] is None


def test_a_body_beyond_all_limits_is_refused_unread(server: LiveServer) -> None:
    with connect(server) as line:
        line.sendall(b"POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        assert b" 413 " in line.recv(100)


def test_endless_headers_are_refused(server: LiveServer) -> None:
    with connect(server) as line:
        endless = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"x" * serve.LARGEST_HEADERS
        # The server may hang up while the rest is still under way; then the line is cut.
        with suppress(ConnectionResetError, BrokenPipeError):
            line.sendall(endless + b"\r\n\r\n")
            assert b" 431 " in line.recv(100)
        assert health(server) == 200


def test_two_hundred_slow_clients_keep_nobody_waiting(server: LiveServer) -> None:
    beginnings = [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow:",
        b"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na=",
    ]
    lines = [connect(server) for _ in range(200)]
    try:
        for number, line in enumerate(lines):
            line.sendall(beginnings[number % 2])
        started = time.monotonic()
        for _ in range(10):
            assert health(server) == 200
        assert time.monotonic() - started < 3
    finally:
        for line in lines:
            line.close()


def test_a_forged_address_counts_for_nothing_unless_a_proxy_is_trusted() -> None:
    alone, behind_one = Settings(), Settings(trusted_proxies=1)
    assert serve.server_options(alone)["clear_untrusted_proxy_headers"] is True
    assert serve.server_options(behind_one)["clear_untrusted_proxy_headers"] is False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_within_two_seconds(
    how: signal.Signals, serve: Callable[..., LiveServer]
) -> None:
    server = serve()
    children = family(server)
    server.process.send_signal(how)
    assert server.process.wait(2) == 0
    assert not any(child.is_running() for child in children)
    assert "Traceback" not in server.log()


def test_an_open_slow_connection_does_not_hold_up_the_end(live_server: LiveServer) -> None:
    with connect(live_server) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        started = time.monotonic()
        assert end(live_server.process) == 0
        assert time.monotonic() - started < 2


def test_no_process_outlives_a_killed_parent(live_server: LiveServer) -> None:
    children = family(live_server)
    live_server.process.kill()
    live_server.process.wait()
    gone, alive = psutil.wait_procs(children, timeout=4)
    assert len(gone) == 3 and not alive


def test_a_process_that_died_is_replaced(live_server: LiveServer) -> None:
    victims = family(live_server)
    for victim in victims:
        victim.kill()
    assert not psutil.wait_procs(victims, timeout=2)[1]
    assert not set(family(live_server)) & set(victims)
    assert health(live_server) == 200
    assert "starting it again" in live_server.log()


def test_a_taken_port_is_said_in_one_line(server: LiveServer, tmp_path: Path) -> None:
    port = urlsplit(server.url).port
    done = run_serve("--port", str(port), CONSULT_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and f"Port {port}" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_setting_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    done = run_serve("--port", "0", CONSULT_DATA_DIR=str(tmp_path), CONSULT_MODE="nonsense")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "CONSULT_MODE" in done.stderr


def test_a_database_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    environment = {"CONSULT_DATA_DIR": str(tmp_path), "CONSULT_DATABASE_URL": nowhere}
    done = run_serve("--port", "0", "--migrate", **environment)
    assert done.returncode == 1
    assert "nothing was started" in done.stderr


def run_serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "consult.serve", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_it_starts_again_on_the_same_port_with_what_was_stored(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        assert health(first) == 200
        port = urlsplit(first.url).port
        line = http.client.HTTPConnection("127.0.0.1", port)
        line.request("GET", "/healthz")
        assert line.getresponse().status == 200
    stored = (tmp_path / "secret_key").read_text()
    with running(tmp_path, port=port) as second:
        assert health(second) == 200
        assert (tmp_path / "secret_key").read_text() == stored
    line.close()


@pytest.mark.postgres
def test_it_serves_from_postgresql(serve: Callable[..., LiveServer]) -> None:
    name = f"serve_{os.getpid()}"
    try:
        server = serve(database_url=postgres.create_database(name))
        assert health(server) == 200
        assert not list(server.folder.glob("*.sqlite3"))
        assert end(server.process) == 0
    finally:
        postgres.drop_database(name)


def run_family(body: str) -> subprocess.Popen[str]:
    """Run a family whose processes are given as source, in a program of its own."""
    source = f"""
    import sys, time
    from consult import supervise
    family = supervise.Family()
    {body}
    sys.exit(family.run())
    """
    command = [sys.executable, "-c", textwrap.dedent(source)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=-1, stderr=-1)


def test_a_process_that_cannot_start_ends_the_whole_family() -> None:
    program = run_family(
        "family.add('good', lambda ready: (ready(), time.sleep(60)))\n"
        "    family.add('bad', lambda ready: sys.exit('no such thing'))\n"
        "    family.when_ready(lambda: print('never'))"
    )
    output, _errors = program.communicate(timeout=10)
    assert program.returncode == 1 and "never" not in output


def test_a_process_that_dies_again_and_again_is_started_ever_less_often() -> None:
    program = run_family("family.add('moody', lambda ready: sys.exit(3))")
    assert program.stderr
    waits = [program.stderr.readline().split()[-2] for _ in range(3)]
    assert waits == ["0.5", "1.0", "2.0"]
    program.terminate()
    program.communicate(timeout=10)
    assert program.returncode == 0


def test_a_process_deaf_to_the_stop_is_ended_all_the_same() -> None:
    program = run_family(
        "import signal\n"
        "    deaf = lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    family.add('deaf', lambda ready: (deaf(), ready(), time.sleep(60)))\n"
        "    family.when_ready(lambda: print('ready', flush=True))"
    )
    assert program.stdout and program.stdout.readline() == "ready\n"
    started = time.monotonic()
    program.terminate()
    program.communicate(timeout=10)
    assert program.returncode == 0 and time.monotonic() - started < 2.5
