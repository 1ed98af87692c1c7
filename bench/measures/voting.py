"""Voting through the whole path, each vote by somebody else, and the count afterwards."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from bench.bench import Bench
from bench.results import Figure
from bench.rounds import BARE_GET, BARE_POST, rounds
from bench.visitors import Visitors, bare_get, bare_post
from consult.core.db import db, transaction
from consult.votes.models import Vote
from consult.votes.queries import recount_of, tally_of
from consult.votes.rules import Choice

PART = "Voting"
HOT, MANY = "vote on one hot amendment", "votes over all other amendments"
AIMS = {"sqlite": 0.4, "postgresql": 0.3}
CHOICES = list(Choice)


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure votes on one amendment and on many, then compare the tally with a recount."""
    visitors, content = Visitors(bench.place), bench.place.content
    hot, others = content.numbers[0], content.numbers[1:]
    people = list(content.writers)

    def vote(place: int, number: str) -> str:
        path = f"{visitors.amendment(number)}/vote"
        return visitors.sends(path, people[place], choice=choice_of(place), revision="1")

    targets = {
        BARE_GET: bare_get(bench),
        BARE_POST: bare_post(bench),
        HOT: (
            bench.server,
            bench.load.prepare((vote(n, hot) for n in range(len(people))), 303, once=True),
        ),
        MANY: (
            bench.server,
            bench.load.prepare(
                (vote(n, others[n % len(others)]) for n in range(len(people))), 303, once=True
            ),
        ),
    }
    before = counted(content.busy)
    found = rounds(bench.load, targets, BARE_POST, bench.size)
    yield found.figure(PART, HOT, bench.place.database, AIMS[bench.place.database])
    yield found.figure(PART, MANY, bench.place.database)
    yield Figure(
        PART, "one hot amendment against all others", bench.place.database,
        found.ratios(HOT, MANY), "%", "votes on many", at_least=0.85,
    )  # fmt: skip
    accepted = targets[HOT][1].accepted
    bench.faults += faults_of_count(
        content.busy, before, {people[n]: choice_of(n) for n in accepted}
    )


def choice_of(place: int) -> str:
    """Return what the person at this place votes."""
    return CHOICES[place % len(CHOICES)].value


def counted(amendment_id: int) -> Counter[str]:
    """Count the votes themselves by choice."""
    with transaction(write=False):
        tally = recount_of(amendment_id)
        return Counter({choice.value: tally.count_of(choice) for choice in Choice})


def faults_of_count(amendment_id: int, before: Counter[str], accepted: dict[int, str]) -> list[str]:
    """Return what is wrong with the tally: it equals a recount, and every accepted vote is there.

    `accepted` is the choice of each person whose vote was acknowledged, all of them new voters.
    """
    with transaction(write=False):
        tally, recount = tally_of(amendment_id), recount_of(amendment_id)
        stored = _choices_of(amendment_id, accepted)
    faults = []
    if tally != recount:
        faults.append(f"The tally counts {tally.total} votes, a recount {recount.total}.")
    expected = before + Counter(accepted.values())
    if {one.value: recount.count_of(one) for one in Choice} != {
        one.value: expected[one.value] for one in Choice
    }:
        faults.append(
            f"{expected.total()} votes were acknowledged, {recount.total} are stored, "
            "or with other choices."
        )
    wrong = sum(stored.get(person) != choice for person, choice in accepted.items())
    if wrong:
        faults.append(f"{wrong} acknowledged votes are lost or say something else.")
    return faults


def _choices_of(amendment_id: int, people: Iterable[int]) -> dict[int, str]:
    rows: Iterable[Any] = db.session.execute(
        select(Vote.voter_id, Vote.choice).where(
            Vote.amendment_id == amendment_id, Vote.voter_id >= min(people, default=0)
        )
    )
    return {voter: choice for voter, choice in rows}  # noqa: C416 - rows are no pairs to mypy
