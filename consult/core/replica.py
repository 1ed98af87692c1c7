"""Who may read from the streaming replica, and whether it is near enough to the primary.

The replica answers pages for people who are not signed in and wrote nothing a moment ago.
Everybody else, every command and every worker reads from the primary. The choice is made once for
a request, before its first statement: a stamp from the primary never names a text that the replica
has not got yet. A stamp from the replica may name a text that is newer, which does no harm.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from consult.core import clock

log = logging.getLogger(__name__)

BIND = "replica"
SAFE = {"GET", "HEAD", "OPTIONS"}
OWN_COOKIES = ("consult_session", "consult_fresh")
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_OF_TRUST = 2.0
SECONDS_AFTER_A_FAILURE = 3.0

_source: ContextVar[Engine | None] = ContextVar("consult_source", default=None)


class RoutedSession(Session):
    """A session whose statements go where the transaction was told to read."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any
    ) -> Engine | Connection:
        """Return the replica in a block of `reading_from`, else the primary."""
        if bind is None and (source := _source.get()) is not None:
            return source
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **more)


class Replica:
    """The replica as one process sees it: near, or not to be asked now.

    Once a second the primary tells how far its log is, and the replica how far it replayed. What
    the primary had at one look must be replayed at the next, so nobody reads a state that is more
    than two seconds old. An idle primary writes no log, so it is no lag.
    """

    def __init__(self, primary: Engine, replica: Engine) -> None:
        self.engine = replica
        self._primary = primary
        self._looking = threading.Lock()
        self._looked = float("-inf")
        self._off_until = float("-inf")
        self._mark = ""
        self._near = False
        self._told = ""

    def near(self) -> bool:
        """Tell whether the replica may be read now; looks at most once a second."""
        now = clock.ticks()
        if now < self._off_until:
            return False
        if now - self._looked >= SECONDS_BETWEEN_LOOKS and self._looking.acquire(blocking=False):
            try:
                self._look(now)
            finally:
                self._looking.release()
        return self._near and now - self._looked < SECONDS_OF_TRUST

    def failed(self) -> None:
        """Leave the replica alone for a while, after it failed to answer."""
        self._off_until = clock.ticks() + SECONDS_AFTER_A_FAILURE
        self._near = False
        self._tell("does not answer; the primary reads for everybody")

    def _look(self, now: float) -> None:
        primary = _ask(self._primary, "SELECT pg_current_wal_flush_lsn()::text")
        # Where the last look is long ago, its mark proves nothing: everything must be here.
        recent = self._mark and now - self._looked < SECONDS_OF_TRUST
        mark = self._mark if recent or not primary else primary
        replayed = _ask(
            self.engine,
            "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= CAST(:mark AS pg_lsn)",
            mark=mark or "0/0",
        )
        self._looked, self._mark = now, primary or self._mark
        if replayed is None:
            self.failed()
            return
        self._near = bool(replayed)
        self._tell("" if self._near else "is behind; the primary reads for everybody")

    def _tell(self, trouble: str) -> None:
        """Log a change once, not at each look."""
        if trouble and not self._told:
            log.warning("The replica %s.", trouble)
        elif self._told and not trouble:
            log.warning("The replica is near again and reads for visitors.")
        self._told = trouble


def _ask(engine: Engine, question: str, **values: str) -> Any:
    """Return the one value of an answer, or None when the server does not answer."""
    try:
        with engine.connect() as connection:
            return connection.execute(text(question), values).scalar()
    except SQLAlchemyError:
        return None


def init(app: Flask, engines: Mapping[str | None, Engine]) -> None:
    """Remember the replica, if the settings name one."""
    if BIND in engines:
        app.extensions["consult_replica"] = Replica(engines[None], engines[BIND])


def may_answer(method: str, cookies: Mapping[str, str]) -> bool:
    """Tell whether this request reads nothing that must be as new as its sender's last click."""
    return method in SAFE and not any(name.endswith(OWN_COOKIES) for name in cookies)


def source(app: Flask, method: str, cookies: Mapping[str, str]) -> Replica | None:
    """Return the replica where it may answer this request and is near; None is the primary."""
    found: Replica | None = app.extensions.get("consult_replica")
    return found if found and may_answer(method, cookies) and found.near() else None


@contextmanager
def reading_from(engine: Engine | None) -> Iterator[None]:
    """Send the statements of the block to this engine; None leaves them where they went."""
    token = _source.set(engine)
    try:
        yield
    finally:
        _source.reset(token)
