"""Two people press at the same instant, on two server processes: one counts, the other is told."""

import http.client
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html
from sqlalchemy import delete, func, select

from consult.accounts.actions import start_session
from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation import appeals, sanctions
from consult.moderation.appeal_cases import the_appealed
from consult.moderation.models import Appeal, Decision, Lease, Sanction
from consult.moderation.queries import the_case
from consult.moderation.rules import Ground
from tests.make import Make
from tests.served import Place
from tests.together import at_once

pytestmark = pytest.mark.slow

ROUNDS = 5
Answer = tuple[int, str]


class Browser:
    """Somebody signed in with a connection of their own, ready to send one request."""

    def __init__(self, place: Place, account: Account) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(place.url).netloc)
        token = place.make.do(lambda: start_session(account))
        self.cookies = {"consult_session": token}

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urlencode(form or {}), headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def form(self, path: str) -> dict[str, str]:
        tree = html.fromstring(self.send("GET", path)[1])
        [form] = tree.xpath("//form[@action=$path]", path=path)
        return {str(name): str(value or "") for name, value in form.form_values()}


def pressed_together(
    make: Make, browsers: list[Browser], path: str, fields: list[dict[str, str]]
) -> list[Answer]:
    """Let each send its own form when all are ready; return the answers, lowest status first."""
    sent = []
    for browser, given in zip(browsers, fields, strict=True):
        sent.append(partial(browser.send, "POST", path, browser.form(path) | given))
        make.do(lambda: db.session.execute(delete(Lease)))  # as if all were away too long
    return sorted(at_once(sent))


def test_of_two_decisions_at_one_instant_one_counts(
    place: Place,
) -> None:
    make = place.make
    amendment = make.amendment()
    people = [make.moderator(), make.moderator()]
    for turn in range(ROUNDS):
        comment = make.comment(amendment, body=f"Text {turn}")
        make.report(comment)
        path = f"/en/moderation/comments/{comment.id}"
        browsers = [Browser(place, one) for one in people]
        fields = [{"action": one, "ground": "spam"} for one in ("hide", "keep")]
        answers = pressed_together(make, browsers, path, fields)
        assert [status for status, _ in answers] == [303, 409]
        assert "Somebody decided this case meanwhile." in answers[1][1]
        assert count(make, Decision, Decision.comment_id == comment.id) == 1
        assert count(make, LedgerEvent, LedgerEvent.subject == f"comment:{comment.id}") == 1
        after = make.scalar(select(Comment).where(Comment.id == comment.id))
        decided = make.scalar(select(Decision.action).where(Decision.comment_id == comment.id))
        assert after.state == {"hide": "hidden", "keep": "published"}[decided]


def test_of_two_who_open_a_case_at_one_instant_one_gets_it(
    place: Place,
) -> None:
    make = place.make
    amendment = make.amendment()
    browsers = [Browser(place, make.moderator()) for _ in range(2)]
    for turn in range(ROUNDS):
        comment = make.comment(amendment, body=f"Text {turn}")
        make.report(comment)
        path = f"/en/moderation/comments/{comment.id}"
        answers = at_once([partial(browser.send, "GET", path) for browser in browsers])
        assert [status for status, _ in answers] == [200, 200]
        told = ["Open with another moderator." in text for _, text in answers]
        assert sorted(told) == [False, True]
        assert sorted("case-decision" in text for _, text in answers) == [False, True]
        assert count(make, Lease, Lease.number == comment.id) == 1


def test_of_two_answers_at_one_instant_one_counts(place: Place) -> None:
    make = place.make
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
        browsers = [Browser(place, one) for one in people]
        fields = [{"outcome": outcome, "note": outcome} for outcome in ("upheld", "overturned")]
        answers = pressed_together(make, browsers, f"/en/moderation/appeals/{appeal}", fields)
        assert [status for status, _ in answers] == [303, 409]
        assert "Somebody answered this appeal meanwhile." in answers[1][1]
        stored = make.scalar(select(Appeal).where(Appeal.id == appeal))
        after = make.scalar(select(Comment.state).where(Comment.id == comment.id))
        assert stored.note == stored.outcome
        assert after == {"upheld": "hidden", "overturned": "published"}[stored.outcome]
        assert events(make, amendment, "APPEAL_UPHELD", "APPEAL_OVERTURNED") == turn


def test_of_two_who_settle_a_suspension_at_one_instant_one_does(
    place: Place,
) -> None:
    make = place.make
    amendment, proposer = make.amendment(), make.moderator()
    people = [make.moderator(), make.moderator()]
    for turn in range(1, ROUNDS + 1):
        comment = make.comment(amendment, body=f"Text {turn}")
        number = make.do(
            lambda one=comment: (
                sanctions.propose(the_case(one.id), make.reader(proposer), Ground.INSULT, "", 3).id
            )
        )
        browsers = [Browser(place, one) for one in people]
        path = f"/en/moderation/sanctions/{number}"
        both = [{"answer": "confirm"}, {"answer": "confirm" if turn % 2 else "refuse"}]
        answers = pressed_together(make, browsers, path, both)
        assert [status for status, _ in answers] == [303, 409]
        sanction = make.scalar(select(Sanction).where(Sanction.id == number))
        until = make.scalar(select(Account.suspended_until).where(Account.id == comment.author_id))
        assert until == (sanction.until if sanction.state == "in_force" else None)
        decided = select(func.count()).where(Decision.comment_id == comment.id)
        assert make.scalar(decided) == (1 if sanction.state == "in_force" else 0)
        assert events(make, amendment, "SUSPENDED", "SUSPENSION_REFUSED") == turn


def test_of_two_appeals_sent_at_one_instant_one_is_kept(place: Place) -> None:
    make = place.make
    comment = make.comment()
    decision = make.decision(comment, make.moderator(), "hide")
    browsers = [Browser(place, comment.author) for _ in range(2)]
    path = f"/en/account/appeals/{decision.id}"
    answers = pressed_together(make, browsers, path, [{"body": "One."}, {"body": "Two."}])
    assert [status for status, _ in answers] == [303, 409]
    assert make.scalar(select(func.count()).where(Appeal.decision_id == decision.id)) == 1
    assert events(make, comment.amendment, "APPEAL_MADE") == 1


def events(make: Make, amendment: Amendment, *kinds: str) -> int:
    here = LedgerEvent.consultation_id == amendment.consultation_id
    return count(make, LedgerEvent, here & LedgerEvent.kind.in_(kinds))


def count(make: Make, table: type, condition: object) -> int:
    return int(make.scalar(select(func.count()).select_from(table).where(condition)))  # type: ignore[arg-type]
