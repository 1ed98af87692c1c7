"""Work after the answer: a table of jobs, stored in the same transaction as their cause.

Delivery is at least once: a job is safe to run twice. A worker leases a job, does it in a
transaction of its own and deletes the row; a failure is retried later, each time after a longer
wait. What takes minutes or much memory is slow and done by a process of its own (`core/worker.py`);
it says now and then that it goes on, or else another one takes it over.
"""

import logging
import threading
from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pkgutil import resolve_name
from typing import Any

from sqlalchemy import JSON, Index, Select, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.db import Id, Model, db, short, transaction, upsert

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}
_slow: dict[str, str] = {}
_duties: list["Duty"] = []
_doing: ContextVar[int | None] = ContextVar("consult_job", default=None)
_ending = threading.Event()

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10


class Ended(Exception):
    """The process ends before its job is done; the next one begins it anew."""


class Killed(Exception):
    """Whoever did the job ended without a word, each time: there may be too little memory."""


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


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs of this kind, beside the votes and the mails."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def slow(kind: str, function: str) -> None:
    """Say which function does the slow jobs of this kind: `package.module:name`.

    Only the process that does them loads it, so that no other one carries what it needs. It calls
    `go_on` often.
    """
    _slow[kind] = function


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
    kinds = _handlers.keys() | _slow.keys() if kinds is None else kinds
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
        if attempts > MOST_ATTEMPTS:
            raise Killed
        with transaction(write=True):
            _handler(kind)(payload)
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


def _handler(kind: str) -> Handler:
    handler: Handler = _handlers.get(kind) or resolve_name(_slow[kind])
    return handler


def go_on() -> None:
    """Keep the lease of the job that is being done; raise Ended where this process is to end."""
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
    return run_next(_handlers.keys())


def slow_is_due() -> bool:
    """Tell whether a slow job waits that nobody does."""
    with transaction(write=False):
        return db.session.scalar(_due(_slow)) is not None


def run_slow() -> None:
    """Do the slow jobs that are due, until none is left or this process is told to end."""
    while not _ending.is_set() and run_next(_slow):
        pass


def end() -> None:
    """Let the job that is being done end at its next step, and begin no other."""
    _ending.set()


def run_all() -> int:
    """Do all jobs that are due; return how many. For tests and the command line."""
    done = 0
    while run_next():
        done += 1
    return done
