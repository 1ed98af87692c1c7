"""Appeals: once, in time, answered by somebody else, and what an overturned decision gives back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core import clock
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation.models import Appeal, Decision
from tests.make import Make
from tests.pages import Page, Visitor

TEXT, NOTE, WHY = "The text that was hidden.", "Leave the insult out.", "I insulted nobody."


def address(comment: Comment) -> str:
    slug, number = comment.consultation.slug, comment.amendment.number
    return f"/en/consultations/{slug}/amendments/{number}/comments/{comment.id}"


def hidden(make: Make, by: Account | None = None) -> tuple[Comment, Decision]:
    comment = make.comment(body=TEXT)
    decision = make.decision(comment, by or make.moderator(), "hide", ground="insult", note=NOTE)
    return comment, decision


def appealed(make: Make, visitor: Visitor, decision: Decision, author: Account) -> Page:
    page = visitor.sign_in(author).get(f"/en/account/appeals/{decision.id}")
    return page.submit(f"/appeals/{decision.id}", body=WHY)


def answer(
    visitor: Visitor, by: Account, number: int, outcome: str, note: str = "So it is."
) -> Page:
    page = visitor.another().sign_in(by).get(f"/en/moderation/appeals/{number}")
    return page.submit(f"/moderation/appeals/{number}", ("outcome", outcome), note=note)


def now_of(make: Make, comment: Comment) -> Comment:
    found: Comment = make.scalar(select(Comment).where(Comment.id == comment.id))
    return found


def number_of(make: Make) -> int:
    return int(make.scalar(select(func.max(Appeal.id))))


def test_the_author_gets_from_the_comment_to_the_appeal_and_reads_everything_there(
    make: Make, visitor: Visitor
) -> None:
    comment, decision = hidden(make)
    visitor.sign_in(comment.author)
    for start in (address(comment), "/en/account"):
        [link] = visitor.get(start).all("//main//a[contains(@href, '/appeals/')]/@href")
        assert link == f"/en/account/appeals/{decision.id}"
    page = visitor.get(link)
    for expected in ("Insult or hatred", "No insults, no hatred.", NOTE, TEXT):
        assert expected in page.text
    assert page.all("//main//a[contains(@href, '/rules')]")


def test_an_upheld_decision_says_so_on_the_stone_for_everybody(
    make: Make, visitor: Visitor
) -> None:
    comment, decision = hidden(make)
    appealed(make, visitor, decision, comment.author)
    make.comment(parent=None, amendment=comment.amendment)
    answer(visitor, make.moderator(), number_of(make), "upheld")
    assert now_of(make, comment).state == "hidden"
    place = address(comment).partition("/comments")[0]
    for page in (place, address(comment)):
        found = visitor.another().get(page)
        assert "Another moderator upheld the decision on" in found.text
        assert TEXT not in found.text and WHY not in found.text and NOTE not in found.text


def test_an_appeal_is_made_once(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision.id}")
    assert page.submit(f"/appeals/{decision.id}", body=WHY).status == 303
    assert page.submit(f"/appeals/{decision.id}", body="Again.").status == 409
    assert make.scalar(select(func.count()).select_from(Appeal)) == 1
    assert not visitor.get(f"/en/account/appeals/{decision.id}").forms(f"/{decision.id}")


@pytest.mark.parametrize("body", ["", "   ", "x" * 2001])
def test_an_appeal_needs_a_text_of_at_most_2000_characters(
    make: Make, visitor: Visitor, body: str
) -> None:
    comment, decision = hidden(make)
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision.id}")
    assert page.submit(f"/appeals/{decision.id}", body=body).status == 422


def test_an_appeal_of_exactly_2000_characters_is_taken(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision.id}")
    assert page.submit(f"/appeals/{decision.id}", body="x" * 2000).status == 303


def test_nobody_appeals_when_the_time_is_over(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment, decision = hidden(make)
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision.id}")
    later = clock.now() + timedelta(days=14, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert page.submit(f"/appeals/{decision.id}", body=WHY).status == 409
    assert not visitor.get(address(comment)).all("//main//a[contains(@href, '/appeals/')]")


def test_only_the_author_sees_the_page_of_an_appeal(make: Make, visitor: Visitor) -> None:
    _comment, decision = hidden(make)
    path = f"/en/account/appeals/{decision.id}"
    assert visitor.sign_in(make.account()).get(path).status == 404
    assert visitor.another().sign_in(make.moderator()).get(path).status == 404
    assert visitor.another().get(path).status == 303


def test_whoever_decided_does_not_answer_the_appeal(make: Make, visitor: Visitor) -> None:
    decider = make.moderator()
    comment, decision = hidden(make, decider)
    appealed(make, visitor, decision, comment.author)
    path = f"/en/moderation/appeals/{number_of(make)}"
    refused = visitor.another().sign_in(decider).get(path)
    assert refused.status == 403
    assert "somebody else must answer the appeal" in refused.text


def test_where_one_moderator_is_alone_an_administrator_answers(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=TEXT)
    alone = make.moderator(comment.consultation)
    decision = make.decision(comment, alone, "hide", note=NOTE)
    appealed(make, visitor, decision, comment.author)
    assert answer(visitor, make.administrator(), number_of(make), "upheld").status == 303


def test_an_official_who_answered_the_comment_does_not_answer_its_appeal(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=TEXT)
    both = make.administrator()
    make.answer(comment, both)
    decision = make.decision(comment, make.moderator(), "hide", note=NOTE)
    appealed(make, visitor, decision, comment.author)
    path = f"/en/moderation/appeals/{number_of(make)}"
    assert visitor.another().sign_in(both).get(path).status == 403


def test_an_answer_needs_a_note(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    appealed(make, visitor, decision, comment.author)
    assert answer(visitor, make.moderator(), number_of(make), "upheld", " ").status == 422
    assert now_of(make, comment).state == "hidden"


def test_withdrawing_the_comment_closes_its_appeal(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    appealed(make, visitor, decision, comment.author)
    waiting = visitor.another().sign_in(make.moderator())
    page = waiting.get(f"/en/moderation/appeals/{number_of(make)}")
    visitor.get(address(comment)).submit("/withdraw")
    late = page.submit(f"/appeals/{number_of(make)}", ("outcome", "overturned"), note="Yes.")
    assert late.status == 409
    assert now_of(make, comment).state == "withdrawn"
    assert "the appeal is closed" in visitor.get(f"/en/account/appeals/{decision.id}").text


def test_a_suspended_author_may_still_appeal(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)

    make.do(lambda: suspend(comment.author_id))
    assert appealed(make, visitor, decision, comment.author).status == 303


def suspend(account_id: int) -> None:
    person = db.session.get_one(Account, account_id)
    person.suspended_until = clock.now() + timedelta(days=3)


def test_replies_survive_a_hidden_parent(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body=TEXT)
    make.comment(parent=comment, body="A reply that stays.")
    make.decision(comment, make.moderator(), "hide", note=NOTE)
    place = address(comment).partition("/comments")[0]
    for page in (place, address(comment)):
        found = visitor.get(page)
        assert "A reply that stays." in found.text
        assert TEXT not in found.text


def test_the_mail_of_a_decision_leads_to_the_appeal_in_the_authors_language(
    make: Make, visitor: Visitor
) -> None:
    author = make.account(language="ru")
    comment = make.comment(author=author, body=TEXT)
    decision = make.decision(comment, make.moderator(), "hide", ground="insult", note=NOTE)
    text = make.mails()[-1].get_content()
    assert f"/ru/account/appeals/{decision.id}" in text
    for expected in (TEXT, NOTE, "обжаловать"):
        assert expected in text


def test_the_ledger_holds_no_text_of_an_appeal(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    appealed(make, visitor, decision, comment.author)
    answer(visitor, make.moderator(), number_of(make), "upheld", "A secret note.")
    rows = make.all(select(LedgerEvent.data, LedgerEvent.subject))
    assert WHY not in str(rows) and "secret" not in str(rows)


def listed(visitor: Visitor, reader: Account) -> list[str]:
    page = visitor.another().sign_in(reader).get("/en/moderation?show=appeal")
    links = page.all("//main//a[contains(@href, '/moderation/appeals/')]/@href")
    return [str(link) for link in links]


def test_an_appeal_stands_in_the_queue_of_those_who_may_answer_it(
    make: Make, visitor: Visitor
) -> None:
    decider, other = make.moderator(), make.moderator()
    comment, decision = hidden(make, decider)
    appealed(make, visitor, decision, comment.author)
    address_of_case = f"/en/moderation/appeals/{number_of(make)}?show=appeal"
    assert listed(visitor, other) == listed(visitor, make.administrator()) == [address_of_case]
    assert listed(visitor, decider) == []
    visitor.get(address(comment)).submit("/withdraw")
    assert listed(visitor, other) == []


def test_a_second_moderator_is_told_that_the_appeal_is_open_elsewhere(
    make: Make, visitor: Visitor
) -> None:
    comment, decision = hidden(make)
    appealed(make, visitor, decision, comment.author)
    path = f"/en/moderation/appeals/{number_of(make)}"
    said = "Another moderator has this case open."
    assert said not in visitor.another().sign_in(make.moderator()).get(path).text
    assert said in visitor.another().sign_in(make.moderator()).get(path).text
