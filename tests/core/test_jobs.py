"""Jobs: stored with their cause, done once, tried again, and left alone when nobody knows them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from consult.core import clock, jobs
from consult.core.jobs import Job
from tests.make import Make

done: list[int] = []


@jobs.job("test-note")
def note(payload: dict[str, int]) -> None:
    """Note that a job was done; a negative number fails."""
    if payload["n"] < 0:
        raise ValueError("no")
    done.append(payload["n"])


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    """Begin with an empty list."""
    done.clear()


def left(make: Make) -> int:
    return int(make.scalar(select(func.count()).select_from(Job)))


def test_a_job_is_done_once_and_gone(make: Make) -> None:
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}))
    assert make.run_jobs() == 1
    assert make.run_jobs() == 0
    assert done == [1]
    assert left(make) == 0


def test_a_job_of_an_undone_transaction_never_was(make: Make) -> None:
    def work() -> None:
        jobs.enqueue("test-note", {"n": 1})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make.do(work)
    assert left(make) == 0


def test_a_key_keeps_a_second_job_out(make: Make) -> None:
    for n in (1, 2):
        make.do(lambda n=n: jobs.enqueue("test-note", {"n": n}, key="one"))
    make.run_jobs()
    assert done == [1]


def test_a_failure_waits_longer_each_time_and_ends_as_failed(make: Make) -> None:
    make.do(lambda: jobs.enqueue("test-note", {"n": -1}))
    with time_machine.travel(clock.now(), tick=False) as now:
        for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
            assert make.run_jobs() == 1
            assert make.run_jobs() == 0
            job = make.read(lambda: jobs.db.session.scalars(select(Job)).one())
            assert job.attempts == attempt
            assert job.failed is (attempt == jobs.MOST_ATTEMPTS)
            now.shift(timedelta(hours=2))
        assert make.run_jobs() == 0
    assert job.error == "ValueError"


def test_a_job_for_later_waits(make: Make) -> None:
    later = clock.now() + timedelta(hours=1)
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}, run_at=later))
    assert make.run_jobs() == 0
    with time_machine.travel(later + timedelta(seconds=1)):
        assert make.run_jobs() == 1


def test_a_kind_that_this_release_does_not_know_is_left_alone(make: Make) -> None:
    make.do(lambda: jobs.enqueue("of-a-newer-release", {}))
    assert make.run_jobs() == 0
    assert left(make) == 1


def test_a_job_that_is_leased_is_nobody_elses(make: Make) -> None:
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}))
    assert make.do(lambda: jobs._lease(["test-note"])) is not None
    assert make.do(lambda: jobs._lease(["test-note"])) is None
    with time_machine.travel(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert make.do(lambda: jobs._lease(["test-note"])) is not None


def test_a_slow_job_waits_for_its_own_process_and_holds_no_round_up(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs._slow, "test-slow", "tests.core.test_jobs:slowly")
    make.do(lambda: jobs.enqueue("test-slow", {"n": 1}))
    with make.app.app_context():
        assert jobs.run_round() is False and done == []
        assert jobs.slow_is_due()
        jobs.run_slow()
        assert not jobs.slow_is_due()
    assert done == [1]


def slowly(payload: dict[str, int]) -> None:
    done.append(payload["n"])


def test_a_job_whose_doer_is_killed_each_time_is_given_up(make: Make) -> None:
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}))
    with time_machine.travel(clock.now(), tick=False) as now:
        for _attempt in range(jobs.MOST_ATTEMPTS):
            assert make.do(lambda: jobs._lease(["test-note"])) is not None
            now.shift(jobs.LEASE)
        assert make.run_jobs() == 1 and done == []
        now.shift(timedelta(hours=2))
        assert make.run_jobs() == 0
    job = make.read(lambda: jobs.db.session.scalars(select(Job)).one())
    assert job.failed and job.error == "Killed"


def test_a_job_that_the_end_of_the_worker_stops_is_begun_anew_at_once(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(payload: dict[str, int]) -> None:
        jobs.go_on()
        done.append(payload["n"])

    monkeypatch.setitem(jobs._handlers, "test-note", interrupted)
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}))
    jobs.end()
    try:
        with make.app.app_context():
            assert jobs.run_next() is True
    finally:
        jobs._ending.clear()
    assert done == [] and make.scalar(select(Job.attempts)) == 0
    assert make.run_jobs() == 1 and done == [1]


def test_a_job_that_goes_on_keeps_its_lease(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def long(payload: dict[str, int]) -> None:
        with time_machine.travel(clock.now() + jobs.LEASE * 0.9, tick=False):
            jobs.go_on()
        done.append(make.scalar(select(Job.run_at)) > clock.now() + jobs.LEASE)

    monkeypatch.setitem(jobs._handlers, "test-note", long)
    make.do(lambda: jobs.enqueue("test-note", {"n": 1}))
    make.run_jobs()
    assert done == [True]
