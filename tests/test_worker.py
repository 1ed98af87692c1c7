"""The worker's rounds: duties and jobs, without holding up those who write."""

import pytest
from sqlalchemy import func, select

from consult.core import jobs
from tests.make import Make


def test_an_idle_round_takes_no_write_lock(make: Make) -> None:
    with make.app.app_context():
        jobs.run_round()  # does what is due once an hour
        for duty in jobs._duties:
            duty.next_look -= 1
        with make.counted() as statements:
            assert jobs.run_round() is False
    assert len(statements) >= 3
    assert all(statement.startswith("SELECT") for statement in statements)
    assert not [statement for statement in statements if "FOR UPDATE" in statement]


def test_a_duty_that_is_looked_at_once_a_minute_is_not_looked_at_twice(make: Make) -> None:
    looks: list[str] = []
    duty = jobs.Duty(lambda: bool(looks.append("look")), looks.clear, seconds=60)
    with make.app.app_context():
        duty.look()
        duty.look()
    assert looks == ["look"]


def test_a_failing_duty_keeps_neither_the_others_nor_the_jobs_from_running(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fail() -> bool:
        raise RuntimeError("broken")

    def note() -> None:
        done.append("duty")

    monkeypatch.setattr(
        jobs, "_duties", [jobs.Duty(fail, note, 0), jobs.Duty(lambda: True, note, 0)]
    )
    monkeypatch.setitem(jobs._handlers, "note", lambda payload: done.append(payload["word"]))
    make.do(lambda: jobs.enqueue("note", {"word": "job"}))
    with make.app.app_context():
        assert jobs.run_round() is True
    assert done == ["duty", "job"]
    assert make.scalar(select(func.count()).select_from(jobs.Job)) == 0
