"""The cache that nodes share: never a fault, never a long wait, whatever becomes of Redis."""

import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from consult.core import clock
from consult.core.redis import SECONDS_OFF, SharedCache
from tests.browser import free_port


class LittleRedis:
    """As much of the protocol as the cache speaks: SET with NX and PX, and GET."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"
        self.kept: dict[bytes, bytes] = {}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as words:
            while count := words.readline():
                asked = []
                for _ in range(int(count[1:])):
                    size = int(words.readline()[1:])
                    asked.append(words.read(size + 2)[:size])
                line.sendall(self._answer(asked))

    def _answer(self, asked: list[bytes]) -> bytes:
        name = asked[0].upper()
        if name == b"GET":
            found = self.kept.get(asked[1])
            return b"$-1\r\n" if found is None else b"$%d\r\n%s\r\n" % (len(found), found)
        if name == b"SET":
            if b"NX" in asked and asked[1] in self.kept:
                return b"$-1\r\n"
            self.kept[asked[1]] = asked[2]
            return b"+OK\r\n"
        return b"-ERR unknown command\r\n"


@pytest.fixture
def server() -> Iterator[LittleRedis]:
    made = LittleRedis()
    yield made
    made.listener.close()


def test_what_one_node_puts_another_gets(server: LittleRedis) -> None:
    SharedCache(server.url).put("page:1", b"\x1f\x8b text", 60)
    assert SharedCache(server.url).get("page:1") == b"\x1f\x8b text"
    assert SharedCache(server.url).get("page:2") is None


def test_one_node_of_all_is_the_first(server: LittleRedis) -> None:
    nodes = [SharedCache(server.url) for _ in range(3)]
    assert [node.claim("page:1", 5) for node in nodes] == [True, False, False]


def test_without_redis_everybody_renders_and_it_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    cache = SharedCache(f"redis://127.0.0.1:{free_port()}/0")
    with caplog.at_level(logging.WARNING):
        assert cache.get("page:1") is None
        cache.put("page:1", b"text", 60)
        assert cache.claim("page:1", 5)
    assert len(caplog.records) == 1


def test_a_redis_that_says_nothing_keeps_nobody_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = SharedCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        assert [cache.get(f"page:{number}") for number in range(20)] == [None] * 20
        assert time.monotonic() - began < 1.5


def test_it_is_asked_again_after_a_while(
    server: LittleRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, now = SharedCache(server.url), 100.0
    monkeypatch.setattr(clock, "ticks", lambda: now)
    cache._failed(TimeoutError())
    server.kept[b"consult:page:1"] = b"text"
    assert cache.get("page:1") is None
    now += SECONDS_OFF
    assert cache.get("page:1") == b"text"
