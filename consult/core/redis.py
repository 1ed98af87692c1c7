"""What nodes share in Redis: rendered pages, and who renders them. Losing it loses nothing.

Whatever is put here may be read by everybody: rendered parts of public pages, nothing personal.
Keys name the version of what they hold, so nothing is ever invalidated; Redis drops what is old.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask

from consult.core import clock

log = logging.getLogger(__name__)

LONGEST_WAIT = 0.1
SECONDS_OFF = 5.0


class SharedCache:
    """A cache that all nodes see. A slow or absent Redis is an empty cache, never a fault."""

    def __init__(self, url: str, *, prefix: str = "consult:") -> None:
        self._client = _client(url)
        self._prefix = prefix
        self._off_until = float("-inf")
        self._told = False

    def get(self, key: str) -> bytes | None:
        """Return what a node put there, if it is still there."""
        return self._try(lambda: self._client.get(self._prefix + key))

    def put(self, key: str, value: bytes, seconds: float) -> None:
        """Keep this for so many seconds, unless Redis needs the room earlier."""
        self._try(lambda: self._client.set(self._prefix + key, value, px=_milliseconds(seconds)))

    def rests(self) -> bool:
        """Tell whether it failed a moment ago, so that nobody prepares anything for it now."""
        return clock.ticks() < self._off_until

    def claim(self, key: str, seconds: float) -> bool:
        """Tell whether this is the first to ask for so many seconds; without Redis everybody is."""
        name, life = f"{self._prefix}claim:{key}", _milliseconds(seconds)
        answered, first = self._attempt(lambda: self._client.set(name, b"1", nx=True, px=life))
        return bool(first) if answered else True

    def _try(self, ask: Callable[[], Any]) -> Any:
        return self._attempt(ask)[1]

    def _attempt(self, ask: Callable[[], Any]) -> tuple[bool, Any]:
        """Ask, unless it failed a moment ago: nobody waits again for what just kept us waiting."""
        if self.rests():
            return False, None
        try:
            answer = ask()
        except Exception as error:  # Whatever went wrong, a page is rendered without it.
            self._failed(error)
            return False, None
        if self._told:
            self._told = False
            log.warning("Redis answers again.")
        return True, answer

    def _failed(self, error: Exception) -> None:
        self._off_until = clock.ticks() + SECONDS_OFF
        if not self._told:
            self._told = True
            log.warning("Redis does not answer (%s); pages go on without it.", type(error).__name__)


def init(app: Flask) -> None:
    """Open the shared cache, if the settings name one."""
    if url := app.extensions["consult_settings"].redis_url:
        app.extensions["consult_shared_cache"] = SharedCache(url)


def shared_cache(app: Flask) -> SharedCache | None:
    """Return the shared cache of the app, or None where it runs alone."""
    found: SharedCache | None = app.extensions.get("consult_shared_cache")
    return found


def patience() -> dict[str, Any]:
    """Return what a client of Redis is told, so that nobody waits long for it."""
    # A library of its own weight, for nodes only.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_timeout": LONGEST_WAIT,
        "socket_connect_timeout": LONGEST_WAIT,
        "retry": Retry(NoBackoff(), 0),
    }


def _client(url: str) -> Any:
    import redis

    return redis.Redis.from_url(url, **patience())


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))
