"""Votes taken before Flask: the first one of somebody whom nothing speaks against."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.accounts.models import Account
from consult.consultations.models import Amendment
from consult.consultations.queries import consultation_by_id
from consult.consultations.whole import make_whole
from consult.core import clock
from consult.core.db import db
from consult.votes.rules import Choice
from consult.web.tokens import mask, token_of_session
from tests.make import Make
from tests.pages import Visitor
from tests.votes.ballots import recount, tally


class Booth:
    """Sends votes as bytes, and notes whether Flask was asked."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        front: Any = app.wsgi_app
        self.behind = front._behind
        self.asked: list[str] = []
        front._behind = self._note

    def _note(self, environ: dict[str, Any], start: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.behind(environ, start)

    def take_away(self) -> None:
        """Leave the app as it was."""
        front: Any = self.app.wsgi_app
        front._behind = self.behind

    def send(self, session: str, number: str = "1", **fields: str) -> Any:
        """Vote with a session's cookie; the fields replace those of a good ballot."""
        secret = self.app.extensions["consult_settings"].secret_key
        ballot = {
            "csrf_token": mask(token_of_session(session, secret)),
            "choice": "support",
            "revision": "1",
        } | fields
        client = self.app.test_client(use_cookies=False)
        return client.post(
            f"/en/consultations/reform/amendments/{number}/vote",
            data=ballot,
            headers={"Cookie": f"consult_session={session}"},
        )


@pytest.fixture
def booth(app: Flask) -> Any:
    """A booth in front of the app, taken away afterwards."""
    made = Booth(app)
    yield made
    made.take_away()


@pytest.fixture
def amendment(make: Make) -> Amendment:
    """An amendment on which voting is open."""
    return make.amendment(make.consultation(slug="reform"), number="1")


@pytest.fixture
def person(make: Make) -> Account:
    """A citizen."""
    return make.account()


@pytest.fixture
def session(amendment: Amendment, person: Account, visitor: Visitor) -> str:
    """The citizen's session."""
    visitor.sign_in(person)
    cookie = visitor.client.get_cookie("consult_session")
    assert cookie
    return str(cookie.value)


def test_a_first_vote_is_stored_without_flask(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    answer = booth.send(session)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/en/consultations/reform/amendments/1#vote",
    )
    assert booth.asked == []
    assert (
        tally(make, amendment).count_of(Choice.SUPPORT)
        == recount(make, amendment).count_of(Choice.SUPPORT)
        == 1
    )


def test_the_next_page_says_that_the_vote_is_recorded(booth: Booth, session: str, visitor: Visitor):
    said = [one.split(";")[0] for one in booth.send(session).headers.getlist("Set-Cookie")]
    assert any(one.startswith("consult_fresh=") for one in said)
    form = next(one for one in said if one.startswith("consult_form="))
    visitor.client.set_cookie("consult_form", form.partition("=")[2])
    page = visitor.get("/en/consultations/reform/amendments/1")
    assert "Your vote is recorded." in page.text
    assert "your choice" in page.text
    assert "Your vote is recorded." not in visitor.get("/en/consultations/reform/amendments/1").text


def test_the_same_vote_again_and_another_one_are_taken_by_flask(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    booth.send(session)
    assert booth.send(session).status_code == 303
    assert booth.send(session, choice="oppose").status_code == 303
    assert len(booth.asked) == 2
    assert (tally(make, amendment).total, tally(make, amendment).count_of(Choice.OPPOSE)) == (1, 1)
    assert tally(make, amendment).figures() == recount(make, amendment).figures()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"csrf_token": ""}, 400),
        ({"csrf_token": "made-up"}, 400),
        ({"choice": "maybe"}, 422),
        ({"choice": ""}, 422),
        ({"revision": "2"}, 409),
        ({"revision": "one"}, 422),
        ({"note": "x" * 5000, "csrf_token": "bad"}, 400),
    ],
)
def test_what_is_refused_is_refused_by_flask_and_stores_nothing(
    booth: Booth,
    session: str,
    make: Make,
    amendment: Amendment,
    fields: dict[str, str],
    status: int,
):
    assert booth.send(session, **fields).status_code == status
    assert len(booth.asked) == 1
    assert tally(make, amendment).total == recount(make, amendment).total == 0


def test_the_token_of_another_session_is_refused(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    secret = booth.app.extensions["consult_settings"].secret_key
    other = mask(token_of_session("of somebody else", secret))
    assert booth.send(session, csrf_token=other).status_code == 400
    assert tally(make, amendment).total == 0


def test_a_session_that_is_over_cannot_vote(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    assert booth.send("a made-up session").status_code in {400, 403}
    assert tally(make, amendment).total == 0


def test_an_unknown_amendment_is_not_found(booth: Booth, session: str):
    assert booth.send(session, number="99").status_code == 404


def test_a_suspended_person_cannot_vote(
    booth: Booth, session: str, make: Make, amendment: Amendment, person: Account
):
    until = clock.now() + timedelta(days=1)
    make.do(lambda: setattr(db.session.get_one(Account, person.id), "suspended_until", until))
    assert booth.send(session).status_code == 403
    assert tally(make, amendment).total == 0


def test_a_fault_in_the_layer_leaves_the_vote_to_flask(
    booth: Booth, session: str, make: Make, amendment: Amendment, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_anything: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("consult.votes.views.ready.voter_and_paper", broken)
    assert booth.send(session).status_code == 303
    assert (len(booth.asked), tally(make, amendment).total) == (1, 1)


def test_no_vote_on_the_draft_as_a_whole_is_taken_here(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    make.do(lambda: make_whole(consultation_by_id(amendment.consultation_id)))
    assert booth.send(session, number="0").status_code == 404
    assert booth.asked == ["/en/consultations/reform/amendments/0/vote"]
    assert booth.send(session).status_code == 303
