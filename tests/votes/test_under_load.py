"""The tally while people vote: equal to a recount at every moment, and soon rolled up."""

from collections.abc import Callable
from functools import partial
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy import func, insert, select

from consult.accounts.rules import Reader
from consult.consultations.models import Amendment
from consult.core.db import db, transaction
from consult.votes import queries
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.models import VoteEvent
from consult.votes.papers import ballot_paper_of
from consult.votes.rollup import roll_up
from consult.votes.rules import Choice
from consult.votes.tally import TallyView
from tests.make import Make
from tests.votes.ballots import reader_of, recount, tally

pytestmark = pytest.mark.slow
SNAPSHOTS = 250
VOTERS, WORKERS = 4, 2


def both(amendment: Amendment) -> tuple[TallyView, TallyView]:
    """Read tally and recount as of one moment."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return queries.tally_of(amendment.id), queries.recount_of(amendment.id)


def act(amendment: Amendment, reader: Reader, choice: Choice | None) -> None:
    """Vote, or withdraw where there is no choice."""
    paper = ballot_paper_of(amendment.id)
    if choice is None:
        withdraw_vote(paper, reader)
    else:
        cast_vote(paper, reader, choice)


def test_the_tally_equals_a_recount_in_every_snapshot_under_load(make: Make) -> None:
    amendment = make.amendment()
    readers = [reader_of(make.account(verified=number % 2 == 0)) for number in range(8)]
    over, wrong = Event(), list[BaseException]()

    def vote(seed: int) -> None:
        chance = Random(seed)
        while not over.is_set():
            reader, choice = chance.choice(readers), chance.choice([*Choice, None])
            make.do(partial(act, amendment, reader, choice))

    def work(_seed: int) -> None:
        while not over.is_set():
            make.do(roll_up)

    def guarded(task: Callable[[int], None], seed: int) -> None:
        try:
            task(seed)
        except BaseException as error:
            wrong.append(error)
            over.set()

    tasks = [vote] * VOTERS + [work] * WORKERS
    threads = [Thread(target=guarded, args=(task, seed)) for seed, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    try:
        taken = [make.read(lambda: both(amendment)) for _ in range(SNAPSHOTS)]
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert all(shown == counted for shown, counted in taken)
    assert len({tuple(shown.cells.items()) for shown, _ in taken}) > 20, "hardly anybody voted"
    make.do(roll_up)
    assert tally(make, amendment) == recount(make, amendment)


def test_a_worker_rolls_up_more_than_a_country_votes_at_its_peak(make: Make) -> None:
    amendment = make.amendment()
    row = {"amendment_id": amendment.id, "revision": 1, "verified": False, "step": 1}
    rows = [{**row, "choice": list(Choice)[number % 4].value} for number in range(5000)]
    with make.app.app_context(), transaction(write=True):
        db.session.execute(insert(VoteEvent), rows)
    assert make.do(roll_up) == 5000
    assert make.scalar(select(func.count()).select_from(VoteEvent)) == 0
    assert tally(make, amendment).total == 5000
