"""The product served for real, and a real browser to read it with.

`live_server` starts `python -m consult.serve` on a free port with a database of its own; `serve`
starts more of them, also on PostgreSQL. `new_page` opens Debian's Chromium at a width, with or
without JavaScript. Where no Chromium is installed its tests are skipped, and the run says so.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.postgres import end_with_parent

ROOT = Path(__file__).resolve().parent.parent
PHONE, TABLET, DESKTOP = 360, 768, 1280
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 5

_without_scripts: WeakSet[Page] = WeakSet()


@dataclass
class LiveServer:
    """A running server: where it answers, and where it keeps what it writes."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def log(self) -> str:
        """Return what the server printed."""
        return (self.folder / "server.log").read_text()

    def mails(self) -> list[EmailMessage]:
        """Return the mails it has sent, oldest first."""
        files = sorted((self.folder / "mail").rglob("*.eml"), key=lambda one: one.stat().st_mtime)
        return [_mail(one.read_bytes()) for one in files]


def _mail(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def running(
    folder: Path,
    *,
    database_url: str = "",
    prepare: str = "--migrate",
    port: int | None = None,
    **environment: str,
) -> Iterator[LiveServer]:
    """Serve from this folder until the block ends. `prepare` is --migrate or --prepare (demo)."""
    port = port or free_port()
    given = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    given |= {"CONSULT_DATA_DIR": str(folder), "CONSULT_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "consult.serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as output:
        process = subprocess.Popen(
            [*command, *prepare.split()],
            cwd=ROOT,
            env=given | environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
    server = LiveServer(f"http://127.0.0.1:{port}", folder, process)
    try:
        _wait_for(server)
        yield server
    finally:
        end(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: LiveServer) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=SECONDS_TO_START):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start.\n{server.log()}")
            time.sleep(0.05)


def end(process: subprocess.Popen[bytes]) -> int:
    """End a server, if it still runs, as an operator would; return its exit code."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Start any number of servers: serve(database_url=…, prepare=…, CONSULT_X=…)."""
    blocks = []

    def start(*, folder: Path | None = None, **options: Any) -> LiveServer:
        folder = folder or tmp_path / f"server{len(blocks) + 1}"
        folder.mkdir(exist_ok=True)
        block = running(folder, **options)
        server = block.__enter__()
        blocks.append(block)
        return server

    yield start
    for block in reversed(blocks):
        block.__exit__(None, None, None)


@pytest.fixture
def live_server(serve: Callable[..., LiveServer]) -> LiveServer:
    """One server on an empty SQLite database."""
    return serve()


def chromium_path() -> str | None:
    """Return the installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Launch the browser once a process; skip where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium is installed: apt install chromium runs the browser journeys too")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages: new_page(width=360, javascript=False, language="kk"), each a new visitor."""
    contexts = []

    def open_page(
        *, width: int = DESKTOP, javascript: bool = True, language: str = "en", **options: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 740 if width < TABLET else 900},
            java_script_enabled=javascript,
            locale=language,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if not javascript:
            _without_scripts.add(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Take pictures where CONSULT_SCREENSHOTS says, and none where nobody would look at them."""
    kept = os.environ.get("CONSULT_SCREENSHOTS")
    folder = Path(kept or tmp_path)

    def take(page: Page, name: str) -> Path:
        width = page.viewport_size["width"] if page.viewport_size else 0
        path = folder / f"{name}-{width}.png"
        if kept:
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)
        return path

    return take


def serious_faults(page: Page) -> list[str]:
    """Audit the page with axe; return its serious and critical faults, each with its places."""
    # Without scripts no timer of axe's ever fires: the audit would wait for ever.
    assert page not in _without_scripts, "axe needs a page opened with JavaScript"
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['id']}: {fault['help']} at "
        + ", ".join(re.sub(r"\s+", " ", str(node["target"])) for node in fault["nodes"])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window: 0 on a page that reflows."""
    page.wait_for_load_state("load")  # a page on its way has no element yet
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say it where somebody sees it: the journeys did not run."""
    if chromium_path() is None:
        terminalreporter.write_line("Chromium is not installed: the browser journeys were skipped.")
