"""How fast a process of the server is there, and how much memory it holds."""

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.browser import ROOT, LiveServer

pytestmark = pytest.mark.slow
SECONDS = 2.0
MEGABYTES = 150
PAGES = ("/en/", "/ru/", "/kk/", "/en/sign-in", "/healthz")


def children(server: LiveServer) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


def test_a_process_is_built_in_less_than_two_seconds_of_work(tmp_path: Path) -> None:
    program = (
        "import time; from consult import create_app; from consult.config import Settings; "
        f"create_app(Settings.from_environment({{'CONSULT_DATA_DIR': '{tmp_path}'}})); "
        "print(time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < SECONDS


def test_each_process_holds_little_memory_after_many_pages(live_server: LiveServer) -> None:
    deadline = time.monotonic() + 10
    while len(children(live_server)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    for count in range(200):
        with urllib.request.urlopen(
            live_server.url + PAGES[count % len(PAGES)], timeout=10
        ) as page:
            assert page.status == 200
            page.read()
    held = [one.memory_info().rss / 2**20 for one in children(live_server)]
    print("resident megabytes of each process:", [round(one) for one in held])
    # One that the supervisor is just replacing may still be there beside the three.
    assert len(held) >= 3
    assert max(held) < MEGABYTES
