"""Two moderators answer one appeal, or settle one suspension, at the same instant."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation import appeals, sanctions
from consult.moderation.appeal_cases import the_appealed
from consult.moderation.models import Appeal, Decision, Sanction
from consult.moderation.queries import the_case
from consult.moderation.rules import Ground
from tests import postgres
from tests.browser import LiveServer
from tests.conftest import app_on
from tests.make import Make
from tests.moderation.test_two_moderators import Browser

ROUNDS = 5
Serve = Callable[..., LiveServer]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.sqlite3'}"
        return
    name = f"appeals_{tmp_path.name}".lower().replace("-", "_")
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture
def raced(database_url: str, serve: Serve, tmp_path: Path) -> Iterator[tuple[Make, LiveServer]]:
    app = app_on(database_url, tmp_path)
    yield Make(app), serve(database_url=database_url)
    with app.app_context():
        db.engine.dispose()


def pressed_together(
    browsers: list[Browser], path: str, fields: list[dict[str, str]]
) -> list[tuple[int, str]]:
    """Let each send its own form when all are ready; return the answers, lowest status first."""
    forms = [
        form_on(browser, path) | given for browser, given in zip(browsers, fields, strict=True)
    ]
    ready, answers = threading.Barrier(len(browsers)), []

    def press(browser: Browser, form: dict[str, str]) -> None:
        ready.wait()
        answers.append(browser.send("POST", path, form))

    sent = zip(browsers, forms, strict=True)
    threads = [threading.Thread(target=press, args=pair) for pair in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def form_on(browser: Browser, path: str) -> dict[str, str]:
    tree = html.fromstring(browser.send("GET", path)[1])
    [form] = tree.xpath("//form[@action=$path]", path=path)
    return {str(name): str(value or "") for name, value in form.form_values()}


def events(make: Make, *kinds: str) -> int:
    counted = select(func.count()).select_from(LedgerEvent).where(LedgerEvent.kind.in_(kinds))
    return int(make.scalar(counted))


def test_of_two_answers_at_one_instant_one_counts(raced: tuple[Make, LiveServer]) -> None:
    make, server = raced
    amendment, decider = make.amendment(), make.moderator()
    people = [make.moderator(), make.moderator()]
    for turn in range(1, ROUNDS + 1):
        comment = make.comment(amendment, body=f"Text {turn}")
        decision = make.decision(comment, decider, "hide")
        author = make.reader(comment.author)
        appeal = make.do(
            lambda number=decision.id, who=author: appeals.make_appeal(
                the_appealed(number), who, "No."
            )
        )
        browsers = [Browser(server, make, one) for one in people]
        fields = [{"outcome": outcome, "note": outcome} for outcome in ("upheld", "overturned")]
        answers = pressed_together(browsers, f"/en/moderation/appeals/{appeal}", fields)
        assert [status for status, _ in answers] == [303, 409]
        assert "Somebody answered this appeal meanwhile." in answers[1][1]
        stored = make.scalar(select(Appeal).where(Appeal.id == appeal))
        after = make.scalar(select(Comment.state).where(Comment.id == comment.id))
        assert stored.note == stored.outcome
        assert after == {"upheld": "hidden", "overturned": "published"}[stored.outcome]
        assert events(make, "APPEAL_UPHELD", "APPEAL_OVERTURNED") == turn


def test_of_two_who_settle_a_suspension_at_one_instant_one_does(
    raced: tuple[Make, LiveServer],
) -> None:
    make, server = raced
    amendment, proposer = make.amendment(), make.moderator()
    people = [make.moderator(), make.moderator()]
    for turn in range(1, ROUNDS + 1):
        comment = make.comment(amendment, body=f"Text {turn}")
        number = make.do(
            lambda one=comment: (
                sanctions.propose(the_case(one.id), make.reader(proposer), Ground.INSULT, "", 3).id
            )
        )
        browsers = [Browser(server, make, one) for one in people]
        path = f"/en/moderation/sanctions/{number}"
        both = [{"answer": "confirm"}, {"answer": "confirm" if turn % 2 else "refuse"}]
        answers = pressed_together(browsers, path, both)
        assert [status for status, _ in answers] == [303, 409]
        sanction = make.scalar(select(Sanction).where(Sanction.id == number))
        until = make.scalar(select(Account.suspended_until).where(Account.id == comment.author_id))
        assert until == (sanction.until if sanction.state == "in_force" else None)
        decided = select(func.count()).where(Decision.comment_id == comment.id)
        assert make.scalar(decided) == (1 if sanction.state == "in_force" else 0)
        assert events(make, "SUSPENDED", "SUSPENSION_REFUSED") == turn


def test_of_two_appeals_sent_at_one_instant_one_is_kept(raced: tuple[Make, LiveServer]) -> None:
    make, server = raced
    comment = make.comment()
    decision = make.decision(comment, make.moderator(), "hide")
    browsers = [Browser(server, make, comment.author) for _ in range(2)]
    path = f"/en/account/appeals/{decision.id}"
    answers = pressed_together(browsers, path, [{"body": "One."}, {"body": "Two."}])
    assert [status for status, _ in answers] == [303, 409]
    assert make.scalar(select(func.count()).select_from(Appeal)) == 1
    assert events(make, "APPEAL_MADE") == 1
