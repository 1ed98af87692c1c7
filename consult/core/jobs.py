"""Work after the answer: a table of jobs, stored in the same transaction as their cause.

Delivery is at least once: a job is safe to run twice. A worker leases a job, does it in a
transaction of its own and deletes the row; a failure is retried later, each time after a longer
wait.
"""

import logging
import threading
from collections.abc import Callable
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
_duties: list["Duty"] = []

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10
IDLE_SECONDS = 0.25


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
    """Register the function that does the jobs of this kind."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
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


def run_next() -> bool:
    """Do one job that is due, in a transaction of its own; False when there is none."""
    with transaction(write=False):
        if db.session.scalar(_due()) is None:
            return False
    with transaction(write=True):
        leased = _lease()
    if leased is None:
        return False
    number, kind, payload, attempts = leased
    try:
        with transaction(write=True):
            _handlers[kind](payload)
            db.session.execute(delete(Job).where(Job.id == number))
    except Exception as error:
        # The payload may hold an address: the log gets the kind and the number only.
        log.exception("job %s (%s) failed, attempt %s", number, kind, attempts)
        with transaction(write=True):
            _put_back(number, attempts, error)
    return True


def _due() -> Select[int]:
    """Pick the next job; kinds that only a newer release knows wait for its worker."""
    due = select(Job.id).where(~Job.failed, Job.run_at <= clock.now(), Job.kind.in_(_handlers))
    return due.order_by(Job.run_at, Job.id).limit(1)


def _lease() -> tuple[int, str, dict[str, Any], int] | None:
    due = _due().with_for_update(skip_locked=True)
    row = db.session.execute(
        update(Job)
        .where(Job.id == due.scalar_subquery())
        .values(run_at=clock.now() + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts)
    ).first()
    return None if row is None else (row.id, row.kind, row.payload, row.attempts)


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
    """Do the worker's regular duties and at most one job; True when there may be more."""
    for duty in _duties:
        try:
            duty.look()
        except Exception:  # A duty that fails must not keep the others and the jobs from running.
            log.exception("the duty %s failed", duty.do.__name__)
    return run_next()


def run_all() -> int:
    """Do all jobs that are due; return how many. For tests and the command line."""
    done = 0
    while run_next():
        done += 1
    return done


def work(app: Flask, stop: threading.Event) -> None:
    """Do jobs until told to stop; one bad round never ends the worker."""
    while not stop.is_set():
        with app.app_context():
            try:
                more = run_round()
            except Exception:
                log.exception("a worker round failed")
                more = False
        if not more:
            stop.wait(IDLE_SECONDS)
