"""Votes taken before Flask: the first one of somebody whom nothing speaks against."""

from datetime import timedelta
from typing import Any

import pytest

from consult.accounts.models import Account
from consult.consultations.models import Amendment
from consult.consultations.queries import consultation_by_id
from consult.consultations.whole import make_whole
from consult.core import clock
from consult.core.db import db
from consult.votes.rules import Choice
from tests.booth import Booth, session_of
from tests.make import Make
from tests.pages import Visitor
from tests.votes.ballots import recount, tally


def vote(booth: Booth, session: str, number: str = "1", **fields: str) -> Any:
    """Vote; the fields replace those of a good ballot."""
    path = f"/en/consultations/reform/amendments/{number}/vote"
    return booth.send(session, path, **{"choice": "support", "revision": "1"} | fields)


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
    return session_of(visitor.sign_in(person))


def test_a_first_vote_is_stored_without_flask(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    answer = vote(booth, session)
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
    said = [one.split(";")[0] for one in vote(booth, session).headers.getlist("Set-Cookie")]
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
    vote(booth, session)
    assert vote(booth, session).status_code == 303
    assert vote(booth, session, choice="oppose").status_code == 303
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
    assert vote(booth, session, **fields).status_code == status
    assert len(booth.asked) == 1
    assert tally(make, amendment).total == recount(make, amendment).total == 0


def test_the_token_of_another_session_is_refused(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    other = booth.token("of somebody else")
    assert vote(booth, session, csrf_token=other).status_code == 400
    assert tally(make, amendment).total == 0


def test_a_session_that_is_over_cannot_vote(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    assert vote(booth, "a made-up session").status_code in {400, 403}
    assert tally(make, amendment).total == 0


def test_an_unknown_amendment_is_not_found(booth: Booth, session: str):
    assert vote(booth, session, number="99").status_code == 404


def test_a_suspended_person_cannot_vote(
    booth: Booth, session: str, make: Make, amendment: Amendment, person: Account
):
    until = clock.now() + timedelta(days=1)
    make.do(lambda: setattr(db.session.get_one(Account, person.id), "suspended_until", until))
    assert vote(booth, session).status_code == 403
    assert tally(make, amendment).total == 0


def test_a_fault_in_the_layer_leaves_the_vote_to_flask(
    booth: Booth, session: str, make: Make, amendment: Amendment, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_anything: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("consult.votes.views.ready.voter_and_paper", broken)
    assert vote(booth, session).status_code == 303
    assert (len(booth.asked), tally(make, amendment).total) == (1, 1)


def test_no_vote_on_the_draft_as_a_whole_is_taken_here(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    make.do(lambda: make_whole(consultation_by_id(amendment.consultation_id)))
    assert vote(booth, session, number="0").status_code == 404
    assert booth.asked == ["/en/consultations/reform/amendments/0/vote"]
    assert vote(booth, session).status_code == 303
