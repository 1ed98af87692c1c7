"""Requests, prepared before anything is measured, and the process that sends them."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.serving import Server, WrongAnswer
from consult.config import ROOT
from tests.postgres import end_with_parent

_files = count(1)


@dataclass(slots=True)
class Requests:
    """Prepared requests of one kind; with `once` each is sent at most once, on and on."""

    file: str
    expected: int
    total: int
    once: bool = False
    begin: int = 0
    refused: set[int] = field(default_factory=set)

    @property
    def accepted(self) -> list[int]:
        """Return which ones were sent and answered as expected."""
        return [one for one in range(self.begin) if one not in self.refused]


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: requests a second, what they cost the server, and how long one took."""

    rate: float
    cpu: float
    p50: float
    p99: float
    requests: int


class Load:
    """The process that sends."""

    def __init__(self, folder: Path, connections: int) -> None:
        self._folder, self._connections = folder, connections
        self.odd: list[str] = []
        """What was answered otherwise than expected, now and then."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.client"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=end_with_parent,
        )

    def prepare(self, requests: Iterable[str], expected: int, once: bool = False) -> Requests:
        """Store requests for the process that sends them."""
        path, all_of_them = self._folder / f"requests{next(_files)}.json", list(requests)
        path.write_text(json.dumps(all_of_them))
        return Requests(str(path), expected, len(all_of_them), once)

    def run(self, server: Server, requests: Requests, seconds: float) -> Sample:
        """Send requests for so long; WrongAnswer where more than one in a hundred is refused."""
        before = server.cpu_seconds()
        told = self._ask(
            address=(server.host, server.port),
            file=requests.file,
            begin=requests.begin,
            once=requests.once,
            seconds=seconds,
            connections=self._connections,
            expected=requests.expected,
        )
        spent = server.cpu_seconds() - before
        requests.refused.update(told["refused"])
        done = told["requests"]
        if done == 0:
            raise WrongAnswer("All prepared requests were sent already; more are needed.")
        if len(told["refused"]) * 100 > done:
            found = f"{told['wrong']} of {done} answers.\n{told['first_wrong']}"
            raise WrongAnswer(f"{found}\n{server.said()}")
        if told["refused"]:
            self.odd.append(f"{len(told['refused'])} of {done} answers were {told['wrong']}")
        requests.begin += done
        return Sample(done / told["seconds"], spent / done, told["p50"], told["p99"], done)

    def _ask(self, **asked: Any) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The process that sends has no pipes.")
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline() or "{}")
        if "error" in told or not told:
            raise WrongAnswer(told.get("error", "The process that sends has ended."))
        return told

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


@contextmanager
def loading(folder: Path, connections: int) -> Iterator[Load]:
    """Start the process that sends, and end it."""
    load = Load(folder, connections)
    try:
        yield load
    finally:
        load.end()


def get(path: str, **cookies: str) -> str:
    """Return a GET as a browser would send it."""
    return _head("GET", path, cookies) + "\r\n"


def post(path: str, fields: Mapping[str, str], **cookies: str) -> str:
    """Return a POST of a form."""
    body = urlencode(fields)
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{_head('POST', path, cookies)}{kind}Content-Length: {len(body)}\r\n\r\n{body}"


def _head(method: str, path: str, cookies: Mapping[str, str]) -> str:
    held = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n"
        "Accept: text/html\r\nAccept-Language: ru\r\nAccept-Encoding: gzip\r\n"
        f"{f'Cookie: {held}' + chr(13) + chr(10) if held else ''}"
    )
