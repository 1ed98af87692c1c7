"""Closing is a cut: by an official or by the clock, once, with the tallies in the ledger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import cycle
from threading import Barrier, Event, Timer
from time import sleep
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Amendment, Consultation, Phase
from consult.consultations.queries import the_consultation
from consult.core import clock, jobs
from consult.core.errors import Conflict
from consult.votes.actions import cast_vote, close_consultation, close_what_is_due
from consult.votes.rollup import roll_up
from consult.votes.rules import Choice
from tests.make import Make
from tests.votes.ballots import cast, reader_of, reloaded, tally, withdraw


def test_closing_puts_the_tally_of_every_amendment_into_the_ledger(make: Make) -> None:
    place = make.consultation()
    voted, silent = make.amendment(place, number="1"), make.amendment(place, number="83-1")
    people = [make.account(verified=number == 0) for number in range(3)]
    for person in people:
        cast(make, voted, person, Choice.SUPPORT)
    make.do(roll_up)
    cast(make, voted, people[2], Choice.CLARIFY)
    close(make, place)
    [event] = sealed(make, place)
    zero = {"support": 0, "oppose": 0, "abstain": 0, "clarify": 0, "total": 0, "verified": 0}
    assert event["tallies"] == {
        "1": zero | {"support": 2, "clarify": 1, "total": 3, "verified": 1},
        silent.number: zero,
    }


def test_after_closing_nothing_moves_the_tally(make: Make) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    close(make, amendment.consultation)
    with pytest.raises(Conflict):
        cast(make, amendment, person, Choice.OPPOSE)
    with pytest.raises(Conflict):
        withdraw(make, amendment, person)
    with pytest.raises(Conflict):
        cast(make, amendment, make.account(), Choice.OPPOSE)
    make.do(roll_up)
    assert tally(make, amendment).cells == {(1, False, "support"): 1}


def test_closing_sets_the_state_and_makes_pages_new(make: Make) -> None:
    amendment = make.amendment()
    close(make, amendment.consultation)
    assert make.scalar(select(Consultation.state)) == "closed"
    assert make.scalar(select(Phase.closed_at)) is not None
    assert make.scalar(select(Amendment.version)) == amendment.version + 1
    assert make.scalar(select(Consultation.version)) == amendment.consultation.version + 1


@pytest.mark.parametrize("state", ["draft", "closed", "answered"])
def test_only_an_open_consultation_is_closed(make: Make, state: str) -> None:
    place = make.consultation(state=state)
    with pytest.raises(Conflict):
        close(make, place)
    assert not sealed(make, place)


def test_a_consultation_is_closed_once(make: Make) -> None:
    place = make.consultation()
    close(make, place)
    with pytest.raises(Conflict):
        close(make, place)
    assert len(sealed(make, place)) == 1


def test_the_clock_closes_what_is_due_at_the_moment_that_was_announced(make: Make) -> None:
    ending, lasting = make.consultation(), make.consultation(closes_in=timedelta(days=30))
    draft = make.consultation(state="draft")
    amendment = make.amendment(ending)
    cast(make, amendment, make.account(), Choice.OPPOSE)
    make.do(close_what_is_due)
    assert not sealed(make, ending)
    with time_machine.travel(clock.now() + timedelta(days=11), tick=False):
        make.do(close_what_is_due)
        make.do(close_what_is_due)
    [event] = sealed(make, ending)
    [phase] = make.read(lambda: the_consultation(ending.slug).phases)
    assert phase.closed_at == phase.closes_at
    assert event["closed_at"] == phase.closes_at.isoformat()
    assert event["tallies"][amendment.number]["oppose"] == 1
    assert not sealed(make, lasting) and not sealed(make, draft)


def test_of_several_workers_one_closes_by_the_clock(make: Make) -> None:
    place = make.consultation(closes_in=timedelta(seconds=-1))
    together = Barrier(4)

    def close_with_others() -> None:
        together.wait()
        close_what_is_due()

    with ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(make.do, close_with_others) for _ in range(4)]:
            done.result()
    assert len(sealed(make, place)) == 1


def test_a_closing_is_not_held_up_by_people_who_keep_voting(make: Make) -> None:
    amendment, over = make.amendment(), Event()

    def vote_slowly(person: Account, choice: Choice) -> None:
        cast_vote(reloaded(amendment), reader_of(person), choice)
        sleep(0.03)

    def keep_voting(person: Account) -> None:
        for choice in cycle(Choice):
            if over.is_set():
                return
            make.do(partial(vote_slowly, person, choice))

    people = [make.account() for _ in range(8)]
    with ThreadPoolExecutor(len(people)) as crowd:
        voting = [crowd.submit(keep_voting, person) for person in people]
        sleep(0.3)
        Timer(15, over.set).start()
        began = clock.ticks()
        close(make, amendment.consultation)
        took = clock.ticks() - began
        over.set()
    assert took < 12, "the closing waited until people stopped voting"
    assert {type(one.exception()) for one in voting} == {Conflict}


def test_the_worker_rolls_up_and_closes_in_its_rounds(make: Make) -> None:
    amendment = make.amendment(make.consultation(closes_in=timedelta(days=1)))
    cast(make, amendment, make.account(), Choice.SUPPORT)
    for duty in jobs._duties:
        duty.next_look = float("-inf")
    with time_machine.travel(clock.now() + timedelta(days=2)), make.app.app_context():
        jobs.run_round()
    assert len(sealed(make, amendment.consultation)) == 1
    assert make.do(roll_up) == 0
    assert tally(make, amendment).total == 1


def close(make: Make, place: Consultation) -> None:
    """Close a consultation as its page does."""
    make.do(lambda: close_consultation(the_consultation(place.slug)))


def sealed(make: Make, place: Consultation) -> list[dict[str, Any]]:
    """Return what the ledger holds about closings of a consultation."""
    events = make.events(f"consultation:{place.id}")
    return [event.data for event in events if event.kind == "CONSULTATION_CLOSED"]
