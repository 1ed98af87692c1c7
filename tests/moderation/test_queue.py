"""The moderator's desk: whose cases it shows, in which order, with what, and at what cost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core import clock
from consult.core.db import db
from tests.make import Make
from tests.pages import Page, Visitor

HELD = "Write to me: somebody@example.org"
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def cases(page: Page) -> list[int]:
    return [int(one.removeprefix("case-")) for one in page.all("//li[@class='desk-case']/@id")]


def test_held_and_reported_comments_wait_the_oldest_first(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    reported, held, _calm = [
        make.comment(amendment, body=body) for body in ("Calm.", HELD, "Calm too.")
    ]
    make.report(reported)
    visitor.sign_in(make.moderator(amendment.consultation))
    page = visitor.get("/en/moderation")
    assert cases(page) == [held.id, reported.id]
    assert "2 cases wait." in page.text
    assert cases(visitor.get("/en/moderation?show=held")) == [held.id]
    assert cases(visitor.get("/en/moderation?show=reported")) == [reported.id]
    counts = [one.text_content() for one in page.all("//nav[@class='views']//span")]
    assert counts == ["2", "1", "1", "0", "0", "0", "0"]


def test_a_moderator_sees_the_cases_of_their_consultations_only(
    make: Make, visitor: Visitor
) -> None:
    mine, other = make.comment(body=HELD), make.comment(body=HELD)
    visitor.sign_in(make.moderator(mine.consultation))
    page = visitor.get("/en/moderation")
    assert cases(page) == [mine.id]
    assert "One case waits." in page.text
    assert visitor.get(f"/en/moderation/comments/{other.id}").status in {403, 404}
    assert visitor.get(f"/en/moderation?consultation={other.consultation.slug}").status == 404


@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_who_moderates_all_sees_all_and_may_narrow_it(
    make: Make, visitor: Visitor, role: str
) -> None:
    one, two = make.comment(body=HELD), make.comment(body=HELD)
    visitor.sign_in(getattr(make, role)())
    assert cases(visitor.get("/en/moderation")) == [one.id, two.id]
    assert cases(visitor.get(f"/en/moderation?consultation={two.consultation.slug}")) == [two.id]


def test_a_moderator_never_sees_their_own_comments_as_cases(make: Make, visitor: Visitor) -> None:
    moderator = make.moderator()
    make.comment(author=moderator, body=HELD)
    page = visitor.sign_in(moderator).get("/en/moderation")
    assert cases(page) == []
    assert "0 cases wait." in page.text


def test_the_list_says_why_each_case_waits(make: Make, visitor: Visitor) -> None:
    held, reported = make.comment(body=HELD), make.comment(body="Rude.")
    make.report(reported, ground="threat", note="He means it.")
    page = visitor.sign_in(make.moderator()).get("/en/moderation")
    text = [" ".join(one.text_content().split()) for one in page.all("//li[@class='desk-case']")]
    assert "It contains an e-mail address." in text[0]
    assert [mark.text for mark in page.all("//mark")] == ["somebody@example.org"]
    assert "Threat: 1" in text[1] and "He means it." in text[1]
    assert held.author.pseudonym not in page.text and "For" not in text[0]


def test_after_a_decision_the_next_case_opens(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    first, second = [make.comment(amendment, body=f"{HELD} {n}") for n in range(2)]
    make.comment(body=HELD)
    filters = f"show=held&consultation={first.consultation.slug}"
    page = visitor.sign_in(make.moderator()).get(f"/en/moderation/next?{filters}").follow()
    assert page.url.endswith(f"/comments/{first.id}")
    page = page.submit(f"/comments/{first.id}", button=("action", "publish")).follow()
    assert page.url.endswith(f"/comments/{second.id}")
    assert "The comment is published." in page.text
    page = page.submit(f"/comments/{second.id}", button=("action", "publish")).follow()
    assert page.url.endswith("/en/moderation") and cases(page) == []


def test_pages_of_the_queue_hold_every_case_once(make: Make, visitor: Visitor) -> None:
    amendment, author = make.amendment(), make.account()
    made = [make.comment(amendment, make.account(), body=f"{HELD} {n}").id for n in range(23)]
    make.comment(amendment, author)
    same = clock.now() - timedelta(hours=1)
    make.do(
        lambda: db.session.execute(
            update(Comment).where(Comment.id.in_(made)).values(waiting_since=same)
        )
    )
    visitor.sign_in(make.moderator())
    first = visitor.get("/en/moderation")
    assert cases(first) == made[:20]
    second = visitor.get(first.all("//a[@rel='next']/@href")[0])
    assert cases(second) == made[20:]
    assert not second.all("//a[@rel='next']")


@pytest.mark.parametrize(
    "query", ["show=none", "consultation=none", "after=x", "after=1", f"after={'9' * 18}_1"]
)
def test_an_address_that_the_desk_never_gave_answers_404_or_nothing(
    make: Make, visitor: Visitor, query: str
) -> None:
    visitor.sign_in(make.moderator())
    assert visitor.get(f"/en/moderation?{query}").status in {200, 404}


@pytest.mark.parametrize("many", [1, 20])
def test_the_queue_costs_at_most_ten_queries(make: Make, visitor: Visitor, many: int) -> None:
    for _ in range(many):
        parent = make.comment()
        make.report(make.comment(parent=parent, body="Rude."), note="Look.")
    visitor.sign_in(make.moderator())
    with make.counted() as statements:
        page = visitor.get("/en/moderation")
    assert len(cases(page)) == many
    assert len(statements) <= 10, "\n\n".join(statements)


def test_decisions_are_listed_and_lead_to_the_case(make: Make, visitor: Visitor) -> None:
    moderator = make.moderator()
    hidden, held = make.comment(), make.comment(body=HELD)
    make.decision(hidden, moderator, "hide", ground="spam")
    make.decision(held, moderator, "publish")
    page = visitor.sign_in(moderator).get("/en/moderation?show=decided")
    links = [link for link in page.all("//tbody//a/@href") if "/moderation/" in link]
    assert [int(link.split("/")[-1].split("?")[0]) for link in links] == [held.id, hidden.id]
    assert "Spam or advertising" in page.text
    case = visitor.get(links[1])
    answer = case.submit(f"/comments/{hidden.id}", button=("action", "restore"))
    assert "The comment is restored." in answer.follow().text


def test_pages_of_decisions_hold_every_decision_once(make: Make, visitor: Visitor) -> None:
    moderator, amendment = make.moderator(), make.amendment()
    made = [make.comment(amendment).id for _ in range(21)]
    for number in made:
        make.decision(Comment(id=number), moderator, "hide")
    first = visitor.sign_in(moderator).get("/en/moderation?show=decided")
    second = visitor.get(first.all("//a[@rel='next']/@href")[0])
    assert len(first.all("//tbody/tr")) == 20
    assert len(second.all("//tbody/tr")) == 1


def test_hostile_text_is_shown_as_text(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(title=EVIL)
    author: Account = make.account(pseudonym=EVIL)
    parent = make.comment(amendment, author, body=EVIL)
    comment = make.comment(parent=parent, author=make.account(pseudonym=f"2{EVIL}"), body=EVIL)
    make.report(comment, ground="other", note=EVIL)
    visitor.sign_in(make.moderator())
    make.decision(parent, make.moderator(), "hide", ground="other", note=EVIL)
    pages = ["", "?show=decided", f"/comments/{comment.id}", f"/comments/{parent.id}"]
    for address in pages:
        page = visitor.get(f"/en/moderation{address}")
        assert page.status == 200
        assert EVIL in page.text
        assert not page.all("//script[not(@src)] | //main//img")
    report = make.comment(amendment, author, body=f"3{EVIL}")
    slug, number = amendment.consultation.slug, amendment.number
    page = visitor.get(f"/en/consultations/{slug}/amendments/{number}/comments/{report.id}/report")
    assert EVIL in page.text
    assert not page.all("//script[not(@src)] | //main//img")


DESK = ["/en/moderation", "/en/moderation?show=decided"]
ALLOWED = {
    "citizen": (403, 403, 403),
    "official of it": (403, 403, 403),
    "official of all": (403, 403, 403),
    "moderator elsewhere": (200, 403, 403),
    "moderator of it": (200, 200, 303),
    "moderator of all": (200, 200, 303),
    "administrator": (200, 200, 303),
}


def person(make: Make, role: str, comment: Comment) -> Account:
    makers = {
        "citizen": make.account,
        "official of it": lambda: make.official(comment.consultation),
        "official of all": make.official,
        "moderator elsewhere": lambda: make.moderator(make.consultation()),
        "moderator of it": lambda: make.moderator(comment.consultation),
        "moderator of all": make.moderator,
        "administrator": make.administrator,
    }
    return makers[role]()


@pytest.mark.parametrize("role", list(ALLOWED))
def test_the_desk_opens_to_its_moderators_only(make: Make, visitor: Visitor, role: str) -> None:
    comment = make.comment()
    make.report(comment)
    visitor.sign_in(person(make, role, comment))
    queue, case, decision = ALLOWED[role]
    assert [visitor.get(one).status for one in DESK] == [queue, queue]
    address = f"/en/moderation/comments/{comment.id}"
    assert visitor.get(address).status == case
    form = {"csrf_token": visitor.get("/en/rules").all("//input[@name='csrf_token']/@value")[0]}
    form |= {"action": "hide", "ground": "spam", "note": "", "version": "1"}
    assert visitor.post(address, data=form).status == decision


def test_a_visitor_is_sent_to_sign_in_and_refused_when_sending(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    address = f"/en/moderation/comments/{comment.id}"
    for one in [*DESK, address]:
        assert visitor.get(one).status == 303
    page = visitor.get("/en/sign-in")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    form = {"csrf_token": token, "action": "hide", "ground": "spam", "version": "1"}
    assert visitor.post(address, data=form).status == 403


@pytest.mark.parametrize("number", [404, 2**63, 10**40])
def test_a_case_that_does_not_exist_answers_404(make: Make, visitor: Visitor, number: int) -> None:
    visitor.sign_in(make.moderator())
    assert visitor.get(f"/en/moderation/comments/{number}").status == 404


def test_the_next_case_costs_at_most_nine_queries_with_its_redirect(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=HELD)
    visitor.sign_in(make.moderator())
    with make.counted() as statements:
        page = visitor.get("/en/moderation/next").follow()
    assert page.url.endswith(f"/comments/{comment.id}")
    assert len(statements) <= 9, "\n\n".join(statements)
