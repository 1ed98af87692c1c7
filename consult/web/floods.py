"""Floods from one network: stopped before the database is asked, counted in Redis for all nodes.

Without Redis each process counts for itself, so a machine with two web processes lets twice as
much through. The limits that matter to a consultation are others: what a person may vote, comment
and report is counted in the database (`consult/core/limits.py`), whatever happens here.

Whole networks stand behind one address: a university, a provider. The numbers are for machines.
Flask-Limiter would cost every request 140 us, three bare Flask answers; the library that it stands
on is asked here for the costly requests only.
"""

import logging
from typing import cast

from flask import Flask, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from consult.accounts.rules import network_of
from consult.config import Settings
from consult.core import clock, redis
from consult.core.errors import TooMany
from consult.core.words import lazy

log = logging.getLogger(__name__)

ENTRANCES = {"sign_in", "sign_up", "forgot", "ask_for_link", "confirm", "reset"}
FILES = {
    "summaries.ask",
    "summaries.ask_for_one",
    "accounts.my_data_file",
    "consultations.print_draft",
    "consultations.compare",
}
PREVIEW = "preview"
SECONDS = 60


def init(app: Flask) -> None:
    """Count the costly requests of each network, and refuse those beyond the settings."""
    settings: Settings = app.extensions["consult_settings"]
    counter = _Counter(settings.redis_url)
    most = {
        "searches": settings.searches_per_minute,
        "sign_ins": settings.sign_ins_per_minute,
        "previews": settings.previews_per_minute,
        "exports": settings.exports_per_minute,
    }

    @app.before_request
    def stop_floods() -> None:
        kind = kind_of_request()
        if kind and most[kind]:
            network = network_of(request.remote_addr)
            if not counter.hit(kind, network, most[kind]):
                message = lazy("Too many requests came from your network within a minute.")
                raise TooMany(message, retry_after=SECONDS)


def kind_of_request() -> str:
    """Return which costly thing is asked for; empty for all that costs little."""
    blueprint, _, view = (request.endpoint or "").rpartition(".")
    if request.endpoint in FILES:
        return "exports"
    if request.method == "POST":
        if blueprint == "accounts" and view in ENTRANCES:
            return "sign_ins"
        preview = blueprint == "comments" and request.form.get("step") == PREVIEW
        return "previews" if preview else ""
    return "searches" if request.query_string and request.args.get("q") else ""


class _Counter:
    """Counts in Redis; while that does not answer, in this process."""

    def __init__(self, url: str) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(_storage(url)) if url else self._own
        self._off_until = float("-inf")

    def hit(self, kind: str, network: str, most: int) -> bool:
        """Count one request; False when there were too many in this minute."""
        limit = RateLimitItemPerMinute(most, namespace="consult-floods")
        if clock.ticks() >= self._off_until:
            try:
                return self._shared.hit(limit, kind, network)
            except Exception as error:  # A limit that cannot be counted keeps nobody out.
                self._off_until = clock.ticks() + redis.SECONDS_OFF
                log.warning("Redis does not count floods (%s).", type(error).__name__)
        return self._own.hit(limit, kind, network)


def _storage(url: str) -> Storage:
    address = url.replace("unix://", "redis+unix://", 1)
    return cast(Storage, storage_from_string(address, **redis.patience()))
