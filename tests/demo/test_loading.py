"""What the demo leaves in a database: counts that equal a recount, and all that a visitor sees."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.analysis.models import Theme
from consult.comments.counting import Steps, steps_between
from consult.comments.models import AnsweredCount, ClauseCount, Comment, CommentCount
from consult.comments.rules import Channel, State
from consult.consultations.models import Consultation
from consult.ledger.models import LedgerEvent
from consult.responses.models import Answer, Argument, ChangeTrace
from consult.responses.queries import meter_of
from consult.responses.rules import Disposition
from consult.votes.models import Vote, VoteEvent
from tests.conftest import empty
from tests.demo.test_demo_content import DESK
from tests.make import Make


def load(app: Flask, *options: str) -> str:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["demo", "load", *options]).output


@pytest.fixture(scope="module")
def demo(sqlite_app: Flask) -> Make:
    """The demo in a database, once for the tests here, which only read."""
    empty(sqlite_app)
    assert load(sqlite_app) == "The demo is loaded.\n"
    return Make(sqlite_app)


def test_the_demo_is_loaded_once(demo: Make) -> None:
    before = demo.scalar(select(func.count()).select_from(LedgerEvent))
    assert "left out" in load(demo.app, "--if-empty")
    assert "needs an empty one" in load(demo.app)
    assert demo.scalar(select(func.count()).select_from(LedgerEvent)) == before


def test_every_count_of_the_demo_equals_a_recount(demo: Make) -> None:
    recount: Steps = Counter()
    for (one,) in demo.all(select(Comment)):
        recount.update(steps_between(one, None, one.state))
    kept = {
        (table, tuple(row[:-1])): row[-1]
        for table in (CommentCount, ClauseCount, AnsweredCount)
        for row in demo.all(select(*table.__table__.columns))
    }
    assert {place: count for place, count in kept.items() if count} == dict(recount)
    votes = demo.scalar(select(func.count()).select_from(Vote))
    assert votes == demo.scalar(select(func.sum(VoteEvent.step)))
    for (one,) in demo.all(select(Argument)):
        members = select(func.count(), func.count(Comment.author_id.distinct()))
        [found] = demo.all(members.where(Comment.argument_id == one.id))
        assert tuple(found) == (one.comments, one.people)


def test_the_demo_shows_what_becomes_of_submissions(demo: Make) -> None:
    published = select(Answer.disposition).where(Answer.published_at.is_not(None))
    assert set(demo.all(published.distinct())) == {(each,) for each in Disposition}
    states = select(Answer.state, func.count()).group_by(Answer.state)
    assert {"draft": 2, "reviewed": 1}.items() <= dict(demo.all(states)).items()
    assert demo.all(select(ChangeTrace.revision, ChangeTrace.clause)) == [(2, "4")]
    assert demo.scalar(select(func.count()).select_from(Theme)) == len(DESK["themes"])
    by_letter = select(Comment.channel).where(Comment.state == State.PUBLISHED)
    assert {channel for (channel,) in demo.all(by_letter.distinct())} == set(Channel)
    questions = select(Comment.answered_at.is_not(None)).where(Comment.question)
    assert Counter(demo.all(questions)) == {(True,): 1, (False,): 1}


def test_one_promise_of_the_demo_runs_and_one_is_broken(demo: Make) -> None:
    promised = select(Consultation).where(Consultation.answers_due_at.is_not(None))
    overdue = {one.slug: one.answers_are_overdue for (one,) in demo.all(promised)}
    assert overdue == {"constitution-2026": False, "ulgi-library-rules": True}
    places = [one.id for (one,) in demo.all(promised.order_by(Consultation.id))]
    meters = [demo.read(lambda place=place: meter_of(place)) for place in places]
    assert all(one.suggestions_open for one in meters)
