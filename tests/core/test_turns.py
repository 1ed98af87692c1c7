"""Writers of SQLite: who waits for whom, and who for nobody."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from consult.core import turns
from consult.core.db import db, take_turn, transaction
from consult.core.errors import Unavailable
from consult.core.limits import Attempt
from consult.core.sqlite import queue_of
from tests.conftest import empty

SOON = 0.3


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    empty(sqlite_app)
    return sqlite_app


def add(key: str = "k") -> None:
    db.session.execute(insert(Attempt).values(key=key, at=datetime.now(UTC)))


def read() -> int:
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def lock() -> None:
    db.session.execute(select(Attempt.id).where(Attempt.key == "k").with_for_update())


def savepoint() -> None:
    with db.session.begin_nested():
        read()


@contextmanager
def elsewhere(app: Flask, work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Do the work in a writing transaction of another thread while the block runs."""

    def run() -> None:
        with app.app_context(), transaction(write=True):
            work()

    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    thread.join()


def test_who_only_reads_so_far_keeps_nobody_waiting(app: Flask) -> None:
    with app.app_context(), transaction(write=True):
        read()
        with elsewhere(app, add) as other:
            other.join(SOON)
            assert not other.is_alive()


@pytest.mark.parametrize(
    "turn", [add, lock, savepoint, take_turn, lambda: db.session.execute(text("DELETE FROM jobs"))]
)
def test_who_writes_or_locks_is_waited_for(app: Flask, turn: Callable[[], object]) -> None:
    with app.app_context():
        with transaction(write=True):
            turn()
            with elsewhere(app, add) as other:
                other.join(SOON)
                assert other.is_alive()
                before = read()
                db.session.commit()
        with transaction(write=False):
            assert read() == before + 1


def test_who_read_writes_even_if_somebody_wrote_meanwhile(app: Flask) -> None:
    with app.app_context(), transaction(write=True):
        assert read() == 0
        with elsewhere(app, add):
            pass
        add()
        assert read() == 2, "under the lock everything that was stored is seen"


def test_those_who_wait_are_served_in_the_order_in_which_they_came(app: Flask) -> None:
    order: list[int] = []

    def come(number: int) -> None:
        with app.app_context(), transaction(write=True):
            add()
            order.append(number)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    with app.app_context(), transaction(write=True):
        take_turn()
        for thread in threads:
            thread.start()
            thread.join(0.05)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_refused_writer_leaves_its_turn_to_others(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), app.app_context(), transaction(write=True):
        add()
        raise ZeroDivisionError
    with elsewhere(app, add) as other:
        other.join(SOON)
        assert not other.is_alive()


def test_whoever_hangs_in_their_turn_holds_up_the_others_for_a_while_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_SECONDS", SOON)
    refused: list[Exception] = []

    def come() -> None:
        try:
            add("late")
        except (Unavailable, OperationalError) as error:
            refused.append(error)
            raise Unavailable("Told.") from error

    def waiting() -> threading.Thread:
        def run() -> None:
            with suppress(Unavailable), app.app_context(), transaction(write=True):
                come()

        return threading.Thread(target=run)

    with app.app_context(), transaction(write=True):
        add()
        threads = [waiting() for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert len(refused) == 3, "they are told, instead of waiting for ever"
        assert read() == 1, "whoever was slow goes on, and is stored"
    with app.app_context(), transaction(write=True):
        add()
        assert read() == 2, "afterwards everything is as before"


def test_a_stopped_process_in_its_turn_keeps_nobody_waiting_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_SECONDS", SOON)
    turns.listen()
    refused: list[Unavailable] = []

    def come() -> None:
        try:
            add()
        except Unavailable as refusal:
            refused.append(refusal)
            db.session.rollback()

    with app.app_context():
        path = queue_of(db.engine)
    with open(path or "", "wb") as stopped:  # nobody looks at this place in the queue
        fcntl.flock(stopped, fcntl.LOCK_EX)
        with elsewhere(app, come) as other:
            other.join(10)
            assert not other.is_alive()
    assert len(refused) == 1
    with app.app_context(), transaction(write=True):
        add()
        assert read() == 1, "afterwards everything is as before"
