"""Sends prepared requests over kept connections and counts the answers: one line in, one line out.

A process of its own, started as `python -m bench.client`. It does as little as can be for a
request, because what it costs is taken from both sides of every ratio.
"""

import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

PATIENCE = 30.0


class Line:
    """One connection with at most one request under way."""

    __slots__ = ("buffer", "number", "sent", "socket", "wanted")

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.wanted, self.number, self.sent = b"", 0, 0, 0.0

    def send(self, number: int, request: bytes) -> None:
        """Send a request."""
        self.buffer, self.wanted, self.number = b"", 0, number
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int:
        """Take what came; return the status once the answer is complete, 0 until then."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("The server closed a connection in the middle of an answer.")
        self.buffer = self.buffer + data if self.buffer else data
        if not self.wanted:
            self.wanted = whole_length(self.buffer)
        return int(self.buffer[9:12]) if 0 < self.wanted <= len(self.buffer) else 0


def whole_length(answer: bytes) -> int:
    """Return how long an answer is with its headers; 0 while they are incomplete."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return 0
    at = answer.find(b"\r\nContent-Length: ", 0, end + 2)
    if at < 0:
        if answer[9:12] in (b"204", b"304"):
            return end + 4
        raise ValueError("An answer does not say its length.")
    return end + 4 + int(answer[at + 18 : answer.find(b"\r\n", at + 18)])


@lru_cache(maxsize=8)
def requests_in(path: str) -> list[bytes]:
    """Return the prepared requests of a file."""
    return [one.encode() for one in json.loads(Path(path).read_text())]


class Course:
    """One run: which request comes next, and what came of those that were sent."""

    def __init__(self, requests: list[bytes], begin: int, most: int, expected: int) -> None:
        self.requests, self.number, self.most = requests, begin, most
        self.expected, self.deadline, self.bytes = expected, 0.0, 0
        self.times: list[float] = []
        self.wrong: Counter[int] = Counter()
        self.refused: list[int] = []
        self.first_wrong = ""

    def send_next(self, line: Line) -> bool:
        """Send the next request if the time is not over and there is one."""
        if self.number >= self.most or time.perf_counter() > self.deadline:
            return False
        line.send(self.number, self.requests[self.number % len(self.requests)])
        self.number += 1
        return True

    def note(self, line: Line, status: int) -> None:
        """Count an answer."""
        self.times.append(time.perf_counter() - line.sent)
        self.bytes += line.wanted
        if status != self.expected:
            self.wrong[status] += 1
            self.refused.append(line.number)
            self.first_wrong = self.first_wrong or line.buffer[:3000].decode("utf-8", "replace")

    def told(self, elapsed: float) -> dict[str, Any]:
        """Return what is reported."""
        times = sorted(self.times) or [0.0]
        return {
            "requests": len(self.times),
            "seconds": elapsed,
            "bytes": self.bytes,
            "p50": times[len(times) // 2],
            "p99": times[len(times) * 99 // 100],
            "wrong": dict(self.wrong),
            "refused": self.refused,
            "first_wrong": self.first_wrong,
        }


def run(
    address: tuple[str, int],
    file: str,
    *,
    begin: int,
    once: bool,
    seconds: float,
    connections: int,
    expected: int,
) -> dict[str, Any]:
    """Send requests from `begin` on until the time is over, then wait for the last answers.

    With `once` the requests are not begun again when they have all been sent.
    """
    requests = requests_in(file)
    course = Course(requests, begin, len(requests) if once else sys.maxsize, expected)
    lines = [Line((address[0], address[1])) for _ in range(connections)]
    poll, started = select.epoll(), time.perf_counter()
    course.deadline = started + seconds
    for line in lines:
        poll.register(line.socket.fileno(), select.EPOLLIN)
    _answer_all(course, poll, {line.socket.fileno(): line for line in lines})
    elapsed = time.perf_counter() - started
    poll.close()
    for line in lines:
        line.socket.close()
    return course.told(elapsed)


def _answer_all(course: Course, poll: select.epoll, lines: dict[int, Line]) -> None:
    """Keep every connection busy until the course is over."""
    busy = sum(course.send_next(line) for line in lines.values())
    while busy:
        found = poll.poll(PATIENCE)
        if not found:
            raise TimeoutError("The server did not answer.")
        for descriptor, _ in found:
            line = lines[descriptor]
            if status := line.receive():
                course.note(line, status)
                busy -= not course.send_next(line)


def serve(lines: Any, answer: Callable[[str], Any]) -> None:
    """Do what each line asks for."""
    for line in lines:
        try:
            asked = json.loads(line)
            told = run(asked.pop("address"), asked.pop("file"), **asked)
        except (OSError, ValueError) as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        answer(json.dumps(told))


if __name__ == "__main__":
    serve(sys.stdin, lambda text: print(text, flush=True))
