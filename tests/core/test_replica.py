"""Who reads from the replica, and when it is too far behind to be read by anybody."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from consult.core import clock, replica
from consult.core.db import db, transaction
from consult.core.replica import Replica, may_answer


class Logs:
    """The logs of both servers as the replica's watcher sees them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.written, self.replayed = 100.0, 0, 0
        self.primary_answers = self.replica_answers = True
        monkeypatch.setattr(clock, "ticks", lambda: self.now)
        monkeypatch.setattr(replica, "_ask", self._ask)
        self.looks = 0
        self.watched = Replica("primary", "replica")  # type: ignore[arg-type]

    def _ask(self, engine: str, _question: str, mark: str = "") -> object:
        if engine == "primary":
            self.looks += 1
            return str(self.written) if self.primary_answers else None
        if not self.replica_answers:
            return None
        return self.replayed >= int(mark.replace("/", ""))

    def near_after(self, seconds: float) -> bool:
        self.now += seconds
        return self.watched.near()


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Logs:
    return Logs(monkeypatch)


def test_an_idle_primary_is_no_lag(logs: Logs) -> None:
    assert all(logs.near_after(seconds) for seconds in (0, 1, 1, 3600, 1))


def test_a_replica_is_looked_at_once_a_second(logs: Logs) -> None:
    assert all(logs.near_after(0.1) for _ in range(50))
    assert logs.looks == 5


def test_a_busy_primary_whose_log_arrives_within_a_second_is_followed(logs: Logs) -> None:
    assert logs.near_after(0)
    for _ in range(5):
        logs.replayed = logs.written
        logs.written += 100
        assert logs.near_after(1)


def test_what_the_primary_had_a_second_ago_must_be_here(
    logs: Logs, caplog: pytest.LogCaptureFixture
) -> None:
    assert logs.near_after(0)
    logs.written = 100
    assert logs.near_after(1)
    assert [logs.near_after(1) for _ in range(3)] == [False] * 3
    assert len(caplog.records) == 1
    logs.replayed = 100
    assert logs.near_after(1)


def test_after_a_pause_everything_must_be_here(logs: Logs) -> None:
    assert logs.near_after(0)
    logs.written = 100
    assert not logs.near_after(60)


def test_a_replica_that_does_not_answer_is_left_alone_for_a_while(
    logs: Logs, caplog: pytest.LogCaptureFixture
) -> None:
    logs.replica_answers = False
    assert not logs.near_after(0)
    logs.replica_answers = True
    looks = logs.looks
    assert not logs.near_after(2.9)
    assert logs.looks == looks
    assert logs.near_after(0.2)
    assert len([record for record in caplog.records if "does not answer" in record.message]) == 1


def test_visitors_read_on_when_only_the_replica_is_left(logs: Logs) -> None:
    assert logs.near_after(0)
    logs.primary_answers = False
    assert all(logs.near_after(1) for _ in range(10))


@pytest.mark.parametrize(
    ("method", "cookies", "allowed"),
    [
        ("GET", {}, True),
        ("HEAD", {"consult_language": "kk"}, True),
        ("GET", {"__Host-consult_form": "x"}, True),
        ("POST", {}, False),
        ("GET", {"consult_session": "x"}, False),
        ("GET", {"__Host-consult_session": "x"}, False),
        ("GET", {"consult_fresh": "1"}, False),
    ],
)
def test_only_visitors_who_wrote_nothing_read_from_it(
    method: str, cookies: dict[str, str], allowed: bool
) -> None:
    assert may_answer(method, cookies) is allowed


def test_statements_go_to_the_chosen_engine_and_back_again(app: Flask) -> None:
    asked: list[object] = []

    def engine_in_use() -> object:
        with transaction(write=False):
            return db.session.connection().engine

    with app.app_context():
        other = db.engine.execution_options()
        with replica.reading_from(other):
            asked.append(engine_in_use())
        asked.append(engine_in_use())
        assert asked == [other, db.engine]
        db.session.execute(text("SELECT 1"))


def test_without_a_replica_the_primary_reads_for_everybody(app: Flask) -> None:
    found: Callable[..., object] = replica.source
    assert found(app, "GET", {}) is None
