"""Votes at the same instant, over real HTTP, on two server processes and on both databases."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.votes import queries
from consult.votes.models import Vote, VoteEvent
from consult.votes.rules import Choice
from consult.votes.tally import TallyView
from tests.make import Make
from tests.served import Place
from tests.votes.ballots import recount, tally
from tests.votes.volley import Answer, Citizen, fire, post, sign_in

pytestmark = pytest.mark.slow
CHOICES = [choice.value for choice in Choice]
PEOPLE = 60


def test_one_person_voting_forty_times_at_once_has_one_vote(place: Place) -> None:
    amendment, person = place.make.amendment(), place.make.account()
    citizen = sign_in(place.make.app, place.url, person)
    votes = [vote(place, amendment, citizen, one) for one in islice(cycle(CHOICES), 40)]
    answers = fire(place.url, votes)
    assert Counter(answer.status for answer in answers) == {303: 40}
    assert place.make.scalar(_votes_on(amendment)) == 1
    assert tally(place.make, amendment).total == 1
    assert tally(place.make, amendment) == recount(place.make, amendment)


def test_voting_and_withdrawing_at_once_leaves_an_exact_tally(place: Place) -> None:
    amendment = place.make.amendment()
    citizens = crowd(place, 4)
    votes = [vote(place, amendment, one, choice) for one in citizens for choice in CHOICES * 3]
    withdrawals = [withdrawal(place, amendment, one) for one in citizens for _ in range(8)]
    requests = votes + withdrawals
    Random(2026).shuffle(requests)
    with snapshots(place.make, amendment) as taken:
        answers = fire(place.url, requests)
    assert Counter(answer.status for answer in answers) == {303: 80}
    assert len(taken) > 10 and all(shown == counted for shown, counted in taken)
    wait_for_roll_up(place.make)
    counted = tally(place.make, amendment)
    assert counted == recount(place.make, amendment)
    assert all(count > 0 for count in counted.cells.values())


def test_closing_is_a_clean_cut_through_sixty_votes(place: Place) -> None:
    citizens = crowd(place, PEOPLE)
    cut_short = 0
    for _ in range(3):
        amendment = place.make.amendment()
        answers = close_in_the_middle(place, amendment, citizens)
        assert {answer.status for answer in answers} <= {303, 409}
        counted = sum(answer.status == 303 for answer in answers)
        cut_short += counted < PEOPLE
        sealed = seal(place, amendment.consultation)["tallies"][amendment.number]
        assert sealed["total"] == counted, "a vote was counted after the cut, or lost"
        for _ in range(2):
            later = fire(place.url, [vote(place, amendment, citizens[0], "support")])
            assert later[0].status == 409
            assert tally(place.make, amendment).figures() == sealed
            assert recount(place.make, amendment).figures() == sealed
            wait_for_roll_up(place.make)
    assert cut_short, "no vote came after the cut: the test has shown nothing"


def test_of_many_who_close_at_once_one_does(place: Place) -> None:
    amendment = place.make.amendment()
    official = sign_in(place.make.app, place.url, place.make.official())
    answers = fire(place.url, [closing(place, amendment, official)] * 8)
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 7}
    assert seal(place, amendment.consultation)["tallies"][amendment.number]["total"] == 0


def close_in_the_middle(
    place: Place, amendment: Amendment, citizens: list[Citizen]
) -> list[Answer]:
    """Let half of them vote; when some are answered, an official closes and the others vote."""
    official = sign_in(place.make.app, place.url, place.make.official())
    pairs = zip(citizens, cycle(CHOICES), strict=False)
    votes = [vote(place, amendment, one, choice) for one, choice in pairs]
    half = len(votes) // 2
    requests = [*votes[:half], closing(place, amendment, official), *votes[half:]]
    answers = fire(place.url, requests, held=half + 1, until=half // 2)
    closed = answers.pop(half)
    assert closed.status == 303, closed.head
    return answers


def crowd(place: Place, size: int) -> list[Citizen]:
    """Sign many people in."""
    people: list[Account] = [place.make.account() for _ in range(size)]
    return [sign_in(place.make.app, place.url, person) for person in people]


def vote(place: Place, amendment: Amendment, citizen: Citizen, choice: str) -> bytes:
    return post(place.url, f"{_page(amendment)}/vote", citizen, choice=choice, revision="1")


def withdrawal(place: Place, amendment: Amendment, citizen: Citizen) -> bytes:
    return post(place.url, f"{_page(amendment)}/vote/withdraw", citizen)


def closing(place: Place, amendment: Amendment, official: Citizen) -> bytes:
    return post(place.url, f"/en/consultations/{amendment.consultation.slug}/close", official)


def _page(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def seal(place: Place, consultation: Consultation) -> dict[str, Any]:
    """Return the data of the one event of the closing."""
    events = place.make.events(f"consultation:{consultation.id}")
    [event] = [event for event in events if event.kind == "CONSULTATION_CLOSED"]
    return event.data


@contextmanager
def snapshots(make: Make, amendment: Amendment) -> Iterator[list[tuple[TallyView, TallyView]]]:
    """Read the tally and a recount at one moment, again and again, while the block runs."""
    taken: list[tuple[TallyView, TallyView]] = []
    over = Event()

    def both() -> tuple[TallyView, TallyView]:
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return queries.tally_of(amendment.id), queries.recount_of(amendment.id)

    def watch() -> None:
        while not over.wait(0.002):
            taken.append(make.read(both))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield taken
    finally:
        over.set()
        watcher.join()


def wait_for_roll_up(make: Make) -> None:
    """Wait until the worker has rolled everything up."""
    for _ in range(100):
        if make.scalar(select(func.count()).select_from(VoteEvent)) == 0:
            return
        time.sleep(0.05)
    pytest.fail("The worker rolls nothing up.")


def _votes_on(amendment: Amendment) -> Any:
    return select(func.count()).select_from(Vote).where(Vote.amendment_id == amendment.id)
