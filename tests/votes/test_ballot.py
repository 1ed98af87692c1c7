"""The ballot on the amendment page, in all its states, and what pressing its buttons does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.consultations.models import Amendment, Consultation
from consult.consultations.rules import TallyRule
from consult.core import clock
from consult.core.db import db
from consult.votes.models import Vote
from consult.votes.rules import Choice
from tests.make import Make
from tests.pages import Page, Visitor
from tests.votes.ballots import cast, revise, tally

DAY = timedelta(days=1)


def test_a_citizen_votes_changes_and_withdraws(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.account()).get(address(amendment))
    assert pressed(page) == [] and not page.forms("/vote/withdraw")
    answer = page.submit("/vote", button=("choice", "support"))
    assert answer.status == 303 and answer.location.endswith("#vote")
    page = answer.follow()
    assert "Your vote is recorded" in page.text
    assert pressed(page) == ["support"]
    page = page.submit("/vote", button=("choice", "clarify")).follow()
    assert pressed(page) == ["clarify"] and "1 person voted" in page.text
    page = page.submit("/vote/withdraw").follow()
    assert "Your vote is withdrawn" in page.text
    assert pressed(page) == [] and "Nobody has voted yet" in page.text


def test_a_visitor_is_led_to_sign_in_and_back(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.get(address(amendment))
    assert not page.forms("/vote")
    [link] = page.all("//section[@id='vote']//a[contains(@href, 'sign-in')]")
    assert amendment.number in link.get("href") and "Nobody has voted yet" in page.text


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "words"),
    [(DAY, 2 * DAY, "Voting opens on"), (-2 * DAY, -DAY, "Voting closed on")],
)
def test_before_and_after_the_phase_there_is_no_ballot(
    make: Make, visitor: Visitor, opens_in: timedelta, closes_in: timedelta, words: str
) -> None:
    amendment = make.amendment(make.consultation(opens_in=opens_in, closes_in=closes_in))
    page = visitor.sign_in(make.account()).get(address(amendment))
    assert not page.forms("/vote") and words in page.text
    assert send(visitor, amendment, "/vote", choice="support", revision="1").status == 409
    assert send(visitor, amendment, "/vote/withdraw").status == 409
    assert tally(make, amendment).total == 0


def test_after_closing_my_vote_is_shown_to_me(make: Make, visitor: Visitor) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.OPPOSE)
    make.do(lambda: db.session.execute(update(Consultation).values(state="closed")))
    assert "Your vote: Oppose" in visitor.sign_in(person).get(address(amendment)).text
    other = visitor.another().sign_in(make.account()).get(address(amendment))
    assert "Your vote:" not in other.text


def test_a_suspended_person_reads_why_they_cannot_vote(make: Make, visitor: Visitor) -> None:
    amendment, person = make.amendment(), make.account()
    until = clock.now() + DAY
    make.do(lambda: db.session.execute(update(Account).values(suspended_until=until)))
    page = visitor.sign_in(person).get(address(amendment))
    assert not page.forms("/vote") and "suspended until" in page.text
    assert send(visitor, amendment, "/vote", choice="support", revision="1").status == 403


def test_an_older_vote_is_shown_with_the_revision_it_was_cast_on(
    make: Make, visitor: Visitor
) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    page = visitor.sign_in(person).get(address(amendment))
    revise(make, amendment)
    answer = page.submit("/vote", button=("choice", "oppose"))
    assert answer.status == 409 and "has changed since you opened it" in answer.h1
    assert answer.all(f"//main//a[@href='{address(amendment)}']")
    page = visitor.get(address(amendment))
    assert "You voted on revision 1" in page.text and pressed(page) == ["support"]
    page = page.submit("/vote", button=("choice", "support")).follow()
    assert "You voted on revision 1" not in page.text
    assert tally(make, amendment).cells == {(2, False, "support"): 1}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (TallyRule.ALWAYS, True, True),
        (TallyRule.AFTER_VOTING, False, True),
        (TallyRule.AFTER_CLOSING, False, False),
    ],
)
def test_the_page_shows_the_tally_by_the_rule_of_the_consultation(
    make: Make, visitor: Visitor, rule: TallyRule, before: bool, after: bool
) -> None:
    amendment = make.amendment(make.consultation(tally_rule=rule))
    cast(make, amendment, make.account(), Choice.SUPPORT)
    page = visitor.sign_in(make.account()).get(address(amendment))
    assert ("1 person voted" in page.text) is before
    assert ("The tally is shown" in page.text) is not before
    page = page.submit("/vote", button=("choice", "oppose")).follow()
    assert ("2 people voted" in page.text) is after


def test_verified_people_are_counted_apart_where_there_are_some(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    cast(make, amendment, make.account(), Choice.SUPPORT)
    assert "verified identity" not in visitor.get(address(amendment)).text
    cast(make, amendment, make.account(verified=True), Choice.OPPOSE)
    page = visitor.get(address(amendment))
    assert "2 people voted" in page.text and "1 of them with a verified identity" in page.text
    rows = page.all("//details//table[@class='tally']//tr[th[@scope='row']]")
    assert [int(row.xpath("string(td[1])")) for row in rows] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "yes", "revision": "1"},
        {"choice": "", "revision": "1"},
        {"revision": "1"},
        {"choice": "support"},
        {"choice": "support", "revision": "first"},
        {"choice": "support", "revision": "9" * 5000},
    ],
)
def test_a_vote_that_cannot_be_read_is_refused(
    make: Make, visitor: Visitor, fields: dict[str, str]
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    assert send(visitor, amendment, "/vote", **fields).status == 422
    assert tally(make, amendment).total == 0


def test_a_visitor_cannot_vote_and_an_unknown_amendment_is_not_found(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    assert send(visitor, amendment, "/vote", choice="support", revision="1").status == 403
    visitor.sign_in(make.account())
    amendment.number = "nowhere"
    assert send(visitor, amendment, "/vote", choice="support", revision="1").status == 404
    assert make.scalar(select(func.count()).select_from(Vote)) == 0


def test_a_vote_takes_few_statements(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.account()).get(address(amendment))
    for choice, most in (("support", 6), ("oppose", 8)):
        with make.counted() as statements:
            assert page.submit("/vote", button=("choice", choice)).status == 303
        assert len(statements) <= most, statements


def address(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def pressed(page: Page) -> list[str]:
    """Return the choices that the ballot shows as pressed."""
    return [one.get("value") for one in page.all("//button[@aria-pressed='true'][@name='choice']")]


def token_of(page: Page) -> Any:
    return page.tree.xpath("string(//input[@name='csrf_token']/@value)")


def send(visitor: Visitor, amendment: Amendment, action: str, **fields: str) -> Page:
    """Send a form that no page offers."""
    token = token_of(visitor.get("/en/sign-in").follow())
    return visitor.post(address(amendment) + action, data={**fields, "csrf_token": token})
