"""The two servers: ours as `make run` starts it, and a bare Flask app under the same server."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consult.config import ROOT, Settings
from consult.serve import WEB_PROCESSES, server_options
from tests.postgres import end_with_parent

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


class WrongAnswer(Exception):
    """The server answered something else than what is measured."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and all its processes."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    started_in: float
    log: Path

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://{self.host}:{self.port}"

    def cpu_seconds(self) -> float:
        """Return how much processor time its processes took, the worker's and its own too."""
        return sum(_cpu_seconds(pid) + _waited_for(pid) for pid in self.processes())

    def megabytes(self) -> list[float]:
        """Return how much memory each process that answers or works has resident."""
        return [_resident(pid) / 1e6 for pid in self.processes() if pid != self.process.pid]

    def processes(self) -> list[int]:
        """Return the numbers of its processes, the one that watches first."""
        parent = self.process.pid
        path = Path(f"/proc/{parent}/task/{parent}/children")
        return [parent, *map(int, path.read_text().split())]

    def fetch(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return size and body of an answer as it travels."""
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_TO_START) as answer:  # noqa: S310
                body = answer.read()
                return len(body) + len(str(answer.headers)), body
        except urllib.error.HTTPError as fault:
            raise WrongAnswer(f"{path} answers {fault.code}.\n{self.said()}") from None

    def said(self) -> str:
        """Return the last that its processes wrote."""
        return self.log.read_text(errors="replace")[-3000:]


def _cpu_seconds(pid: int) -> float:
    """Read the clock that the kernel keeps of a process, to the nanosecond; see clock_getres(2)."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


def _waited_for(pid: int) -> float:
    """Return the processor time of its processes that ended: those for slow jobs."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0


def most_resident(pid: int) -> int:
    """Return how many bytes a process had resident at the most; 0 where it has ended.

    What the kernel says at its end is no use: that counts the process it was forked from too.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return 1024 * int(found[1]) if found else 0


@contextmanager
def serving(environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Serve the product as `make run` does, on a database that is prepared."""
    command = [sys.executable, "-m", "consult.serve", "--port"]
    with _running(
        [*command, str(port := _free_port())], environment, folder, port, "/healthz"
    ) as s:
        yield s


@contextmanager
def serving_bare(folder: Path) -> Iterator[Server]:
    """Serve the bare app with the same options and as many processes."""
    options = json.dumps(server_options(Settings()))
    command = [sys.executable, "-m", "bench.bare", str(port := _free_port()), str(WEB_PROCESSES)]
    with _running([*command, options], os.environ, folder, port, "/") as server:
        yield server


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], folder: Path, port: int, path: str
) -> Iterator[Server]:
    log = folder / f"server{port}.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", process, log)
        yield Server("127.0.0.1", port, process, time.perf_counter() - began, log)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS_TO_START):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"A server did not start.\n{said}") from None
            time.sleep(0.01)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
