"""The worker's rounds: duties and jobs, without holding up those who write."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from consult.analysis.recomputing import ask_for_themes, last_computed
from consult.core import jobs, worker
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


@pytest.fixture
def apart(make: Make, monkeypatch: pytest.MonkeyPatch) -> Iterator[worker.Apart]:
    """The process for slow jobs, looked after without a pause; it ends with the test."""
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_LOOKS", 0)
    one = worker.Apart(make.app.extensions["consult_settings"])
    with make.app.app_context():
        yield one
    one.end()


def test_slow_jobs_are_done_by_one_process_that_ends(make: Make, apart: worker.Apart) -> None:
    place = make.comment().consultation
    apart.look()
    assert apart.process is None, "nothing is due"
    make.do(lambda: ask_for_themes(place.id))
    apart.look()
    process = apart.process
    apart.look()
    assert process is not None and apart.process is process
    assert process.wait(30) == 0
    apart.look()
    assert apart.process is None and not jobs.slow_is_due()
    assert make.read(lambda: last_computed(place.id)) is not None


def test_a_process_for_slow_jobs_that_is_killed_is_not_begun_again_at_once(
    make: Make, apart: worker.Apart
) -> None:
    place = make.comment().consultation
    make.do(lambda: ask_for_themes(place.id))
    apart.look()
    assert apart.process is not None
    apart.process.kill()
    apart.process.wait()
    for _look in range(2):
        apart.look()
        assert apart.process is None and jobs.slow_is_due()


def test_the_worker_takes_its_process_for_slow_jobs_with_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[worker.Apart] = []
    look = worker.Apart.look

    def noted(apart: worker.Apart) -> None:
        look(apart)
        if apart.process is not None:
            begun.append(apart)
            stop.set()

    monkeypatch.setattr(worker.Apart, "look", noted)
    stop = threading.Event()
    place = make.comment().consultation
    make.do(lambda: ask_for_themes(place.id))
    worker.work(make.app, stop)
    assert begun[0].process is not None and begun[0].process.returncode is not None
