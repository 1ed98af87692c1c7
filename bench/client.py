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
    most = len(requests) if once else sys.maxsize
    number, times, size = begin, list[float](), 0
    wrong, refused, first_wrong = Counter[int](), list[int](), ""
    lines = {}
    for line in (Line((address[0], address[1])) for _ in range(connections)):
        lines[line.socket.fileno()] = line
    poll = select.epoll()
    started = time.perf_counter()
    deadline = started + seconds
    busy = 0
    for descriptor, line in lines.items():
        poll.register(descriptor, select.EPOLLIN)
        if number < most:
            line.send(number, requests[number % len(requests)])
            number, busy = number + 1, busy + 1
    while busy:
        found = poll.poll(PATIENCE)
        if not found:
            raise TimeoutError("The server did not answer.")
        for descriptor, _ in found:
            line = lines[descriptor]
            status = line.receive()
            if not status:
                continue
            now = time.perf_counter()
            times.append(now - line.sent)
            size += line.wanted
            if status != expected:
                wrong[status] += 1
                refused.append(line.number)
                first_wrong = first_wrong or line.buffer[:3000].decode("utf-8", "replace")
            if now < deadline and number < most:
                line.send(number, requests[number % len(requests)])
                number += 1
            else:
                busy -= 1
    elapsed = time.perf_counter() - started
    for line in lines.values():
        line.socket.close()
    times.sort()
    return {
        "requests": len(times),
        "seconds": elapsed,
        "bytes": size,
        "p50": times[len(times) // 2] if times else 0.0,
        "p99": times[len(times) * 99 // 100] if times else 0.0,
        "wrong": dict(wrong),
        "refused": refused,
        "first_wrong": first_wrong,
    }


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
