"""Work after the answer: a table of jobs, stored in the same transaction as their cause.

Delivery is at least once: a job is safe to run twice. A worker leases a job, does it in a
transaction of its own and deletes the row; a failure is retried later, each time after a longer
wait. What takes minutes is `slow` and done by a thread of its own, so that votes are rolled up and
mails leave meanwhile; it says now and then that it goes on, or else another worker takes it over.
"""

import ctypes
import gc
import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Index, Select, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.db import Id, Model, db, short, transaction, upsert

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}
_slow: set[str] = set()
_duties: list["Duty"] = []
_doing: ContextVar[int | None] = ContextVar("consult_job", default=None)
_ending = threading.Event()

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10
IDLE_SECONDS = 0.25
SLOW_IDLE_SECONDS = 1.0
SECONDS_TO_END = 5.0


class Ended(Exception):
    """The worker ends before a slow job is done; the next one begins it anew."""


class Job(Model):
    """One piece of work that waits, is being done, or failed too often."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "failed", "run_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(short)
    key: Mapped[str | None] = mapped_column(short, unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failed: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(Text)


def job(kind: str, *, slow: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs of this kind; a slow one calls `go_on` often."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        if slow:
            _slow.add(kind)
        return handler

    return register


@dataclass
class Duty:
    """Something the worker looks after in its rounds, beside the jobs."""

    has_work: Callable[[], bool]
    do: Callable[[], object]
    seconds: float
    next_look: float = float("-inf")

    def look(self) -> None:
        """Do the work if there is some; look without the write lock, for others want to write."""
        if clock.ticks() < self.next_look:
            return
        self.next_look = clock.ticks() + self.seconds
        with transaction(write=False):
            needed = self.has_work()
        if needed:
            with transaction(write=True):
                self.do()


def every_round(
    has_work: Callable[[], bool], *, seconds: float = 0
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function that the worker calls in its rounds, in a transaction of its own.

    `has_work` is asked first, in a reading transaction: on SQLite, where writers wait for each
    other, idle rounds must not write. With `seconds` it is asked at most that often. Two workers
    may both see work, so the function looks again at what it does.
    """

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _duties.append(Duty(has_work, function, seconds))
        return function

    return register


def enqueue(
    kind: str, payload: dict[str, Any], *, run_at: datetime | None = None, key: str | None = None
) -> None:
    """Store a job with its cause; a second one under the same key is not stored."""
    values = {"kind": kind, "payload": payload, "run_at": run_at or clock.now(), "key": key}
    db.session.connection().execute(_enqueuing(db.engine.dialect.name), values)


@cache
def _enqueuing(_dialect: str) -> Any:
    """Return the statement that stores a job; made once for each kind of database."""
    return upsert(Job.__table__).on_conflict_do_nothing()


def drop(kind: str, name: str, value: str) -> None:
    """Forget the jobs of a kind whose payload names this, those that failed too."""
    named = Job.payload[name].as_string() == value
    gone = delete(Job).where(Job.kind == kind, named)
    db.session.execute(gone.execution_options(synchronize_session=False))


def run_next(kinds: Collection[str] | None = None) -> bool:
    """Do one job that is due, in a transaction of its own; False when there is none."""
    kinds = _handlers.keys() if kinds is None else kinds
    with transaction(write=False):
        if db.session.scalar(_due(kinds)) is None:
            return False
    with transaction(write=True):
        leased = _lease(kinds)
    if leased is None:
        return False
    number, kind, payload, attempts = leased
    doing = _doing.set(number)
    try:
        with transaction(write=True):
            _handlers[kind](payload)
            db.session.execute(delete(Job).where(Job.id == number))
    except Ended:
        with transaction(write=True):
            _give_back(number, attempts)
    except Exception as error:
        # The payload may hold an address: the log gets the kind and the number only.
        log.exception("job %s (%s) failed, attempt %s", number, kind, attempts)
        with transaction(write=True):
            _put_back(number, attempts, error)
    finally:
        _doing.reset(doing)
    return True


def go_on() -> None:
    """Keep the lease of the job that is being done; raise Ended where the worker is to end."""
    if _ending.is_set():
        raise Ended
    if number := _doing.get():
        longer = update(Job).where(Job.id == number).values(run_at=clock.now() + LEASE)
        with db.engine.begin() as connection:
            connection.execute(longer)


def _due(kinds: Collection[str]) -> Select[int]:
    """Pick the next job; kinds that only a newer release knows wait for its worker."""
    due = select(Job.id).where(~Job.failed, Job.run_at <= clock.now(), Job.kind.in_(kinds))
    return due.order_by(Job.run_at, Job.id).limit(1)


def _lease(kinds: Collection[str]) -> tuple[int, str, dict[str, Any], int] | None:
    due = _due(kinds).with_for_update(skip_locked=True)
    row = db.session.execute(
        update(Job)
        .where(Job.id == due.scalar_subquery())
        .values(run_at=clock.now() + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts)
    ).first()
    return None if row is None else (row.id, row.kind, row.payload, row.attempts)


def _give_back(number: int, attempts: int) -> None:
    """Let the next worker begin a job at once, as if this one had not tried."""
    again = update(Job).where(Job.id == number)
    db.session.execute(again.values(run_at=clock.now(), attempts=attempts - 1))


def _put_back(number: int, attempts: int, error: Exception) -> None:
    wait = timedelta(seconds=min(3600, 5 * 3**attempts))
    db.session.execute(
        update(Job)
        .where(Job.id == number)
        .values(
            run_at=clock.now() + wait,
            failed=attempts >= MOST_ATTEMPTS,
            error=type(error).__name__,
        )
    )


def run_round() -> bool:
    """Do the worker's regular duties and at most one quick job; True when there may be more."""
    for duty in _duties:
        try:
            duty.look()
        except Exception:  # A duty that fails must not keep the others and the jobs from running.
            log.exception("the duty %s failed", duty.do.__name__)
    return run_next(_handlers.keys() - _slow)


def run_slow() -> bool:
    """Do a slow job, and give back what it needed: a hundred megabytes must not stay for ever."""
    done = run_next(_slow)
    if done:
        gc.collect()
        with suppress(OSError, AttributeError):  # Only glibc keeps freed memory, and can be told.
            ctypes.CDLL(None).malloc_trim(0)
    return done


def run_all() -> int:
    """Do all jobs that are due; return how many. For tests and the command line."""
    done = 0
    while run_next():
        done += 1
    return done


def work(app: Flask, stop: threading.Event) -> None:
    """Do jobs until told to stop; one bad round never ends the worker."""
    _ending.clear()
    slow = threading.Thread(
        target=_rounds, args=(app, _ending, run_slow, SLOW_IDLE_SECONDS), daemon=True
    )
    slow.start()
    _rounds(app, stop, run_round, IDLE_SECONDS)
    _ending.set()
    slow.join(SECONDS_TO_END)


def _rounds(
    app: Flask, stop: threading.Event, run: Callable[[], bool], idle_seconds: float
) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                more = run()
            except Exception:
                log.exception("a worker round failed")
                more = False
        if not more:
            stop.wait(idle_seconds)
