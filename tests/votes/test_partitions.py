"""Votes in partitions on PostgreSQL: moved there and back, and found where they are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from consult.core.db import db, transaction
from consult.votes import queries
from consult.votes.models import Vote
from consult.votes.rules import Choice
from tests import postgres
from tests.conftest import app_on
from tests.make import Make
from tests.votes.ballots import cast, recount, tally

PARTS = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'votes'::regclass"
KIND = "SELECT relkind FROM pg_class WHERE oid = 'votes'::regclass"
INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename = 'votes' ORDER BY 1"
ROWS = "SELECT * FROM votes ORDER BY amendment_id, voter_id"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, whose schema may be moved to and fro."""
    name = f"consult_parts_{os.getpid()}"
    app = app_on(postgres.create_database(name), tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    postgres.drop_database(name)


def asked(app: Flask, question: str) -> list[tuple[object, ...]]:
    with app.app_context(), transaction(write=False):
        return [tuple(row) for row in db.session.execute(text(question))]


def test_votes_move_into_partitions_and_back_with_their_keys(own: Flask) -> None:
    make = Make(own)
    amendment, people = make.amendment(), [make.account() for _ in range(20)]
    for person, choice in zip(people, list(Choice) * 5, strict=True):
        cast(make, amendment, person, choice)
    before = asked(own, ROWS)
    assert (asked(own, KIND), asked(own, PARTS)) == ([("p",)], [(16,)])
    keys = asked(own, INDEXES)
    with own.app_context():
        downgrade(revision="0003")
    assert (asked(own, KIND), asked(own, ROWS)) == ([("r",)], before)
    assert asked(own, INDEXES) == keys
    with own.app_context():
        upgrade()
    assert (asked(own, KIND), asked(own, ROWS)) == ([("p",)], before)
    assert asked(own, INDEXES) == keys == [("ix_votes_voter",), ("pk_votes",)]
    assert tally(make, amendment) == recount(make, amendment)
    with pytest.raises(IntegrityError):
        make.do(lambda: db.session.execute(text(f"INSERT INTO votes {ROWS} LIMIT 1")))


def test_a_vote_is_looked_for_in_one_partition_and_a_recount_by_the_amendments_key(
    postgresql_app: Flask,
) -> None:
    one = select(Vote.choice).where(Vote.amendment_id == 3, Vote.voter_id == 7)
    mine = select(Vote.choice).where(Vote.voter_id == 7)
    here = queries.votes_counted().where(Vote.amendment_id == 3)
    with postgresql_app.app_context(), transaction(write=False):
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        plans = []
        for statement in (one, mine, here):
            engine = {"dialect": db.engine.dialect, "compile_kwargs": {"literal_binds": True}}
            plan = db.session.execute(text(f"EXPLAIN {statement.compile(**engine)}")).scalars()
            plans.append("\n".join(plan))
    # An empty table may be asked by either index; in one partition, and never as a whole.
    assert all(plan.count(" on votes_p") == 1 and "Seq Scan" not in plan for plan in plans[:2])
    assert plans[2].count("amendment_id = 3") == 16 and "Seq Scan" not in plans[2]
