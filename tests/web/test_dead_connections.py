"""A database that was restarted: who reads notices nothing, who writes is told to try again."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.core.db import db
from consult.votes.models import Vote
from tests.conftest import empty
from tests.make import Make
from tests.pages import Visitor

OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"
END = f"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE {OTHERS}"


@pytest.fixture
def make(postgresql_app: Flask) -> Iterator[Make]:
    """Make things on PostgreSQL: SQLite has no connections that die."""
    empty(postgresql_app)
    yield Make(postgresql_app)
    with postgresql_app.app_context():
        db.engine.dispose()


def end_connections(app: Flask) -> int:
    """End all connections to the test's own database, as a restart does; return how many."""
    with app.app_context():
        address = db.engine.url.set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as own:
        row = own.execute(END).fetchone()
        return int(row[0]) if row else 0


def test_a_reader_notices_nothing_of_a_restart(make: Make) -> None:
    visitor = Visitor(make.app).sign_in(make.account())
    for path in ("/en/account", "/en/consultations/none", "/en/"):
        assert visitor.get("/en/account").status == 200
        assert end_connections(make.app) > 0
        assert visitor.get(path).status in {200, 404}


def test_a_changed_vote_lost_on_the_way_is_answered_503_and_can_be_sent_again(make: Make) -> None:
    amendment = make.amendment()
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    page = Visitor(make.app).sign_in(make.account()).get(path)
    assert page.submit("/vote", button=("choice", "oppose")).status == 303
    make.scalar(select(1))
    assert end_connections(make.app) > 0
    refused = page.submit("/vote", button=("choice", "support"))
    assert refused.status == 503 and int(refused.response.headers["Retry-After"]) > 0
    assert make.scalar(select(Vote.choice)) == "oppose"
    assert page.submit("/vote", button=("choice", "support")).status == 303
    assert make.scalar(select(Vote.choice)) == "support"


def test_a_first_vote_survives_a_restart(make: Make) -> None:
    amendment = make.amendment()
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    page = Visitor(make.app).sign_in(make.account()).get(path)
    assert end_connections(make.app) > 0
    # Either the first is stored at once, or it is refused and the second one is stored.
    answers = [page.submit("/vote", button=("choice", "support")).status for _ in range(2)]
    assert 303 in answers and set(answers) <= {303, 503}
    assert make.scalar(select(func.count()).select_from(Vote)) == 1
