"""Second looks: which decisions are judged again, by whom, and that nothing changes by it."""

from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.models import DeskSettings
from consult.core.db import db
from consult.moderation.models import SecondLook
from consult.moderation.second_looks import is_sampled
from tests.make import Make
from tests.pages import Page, Visitor

HELD = "Write to me: somebody@example.org"


def decided(make: Make, visitor: Visitor, action: str = "reject") -> tuple[Comment, int]:
    """Let a moderator decide where every decision is judged twice; return the decision's number."""
    comment = make.comment(body=HELD)
    values = {"consultation_id": comment.consultation_id, "version": 1}
    every = {"second_look_percent": 100}
    make.do(lambda: db.session.add(DeskSettings(settings=every, **values)))
    make.app.extensions.get("desk_rules", {}).clear()
    page = visitor.get(f"/en/moderation/comments/{comment.id}")
    fields = {"ground": "personal_data", "note": "A secret note."}
    assert page.submit(f"/{comment.id}", button=("action", action), **fields).status == 303
    return comment, make.scalar(select(SecondLook.decision_id))


def look(visitor: Visitor, number: int) -> Page:
    return visitor.get(f"/en/moderation/second-looks/{number}")


def test_about_as_many_decisions_are_judged_twice_as_the_desk_says() -> None:
    assert 350 < sum(is_sampled(number, 5) for number in range(10_000)) < 650
    assert not any(is_sampled(number, 0) for number in range(1000))
    assert all(is_sampled(number, 100) for number in range(1000))


def test_another_moderator_judges_without_seeing_the_first_decision(
    make: Make, visitor: Visitor
) -> None:
    first = make.moderator()
    comment, number = decided(make, visitor.sign_in(first))
    assert look(visitor, number).status == 403
    assert "You decided on this comment" in look(visitor, number).text
    other = visitor.another().sign_in(make.moderator())
    page = other.get("/en/moderation/next").follow()
    assert page.url.endswith(f"/second-looks/{number}")
    assert HELD.split()[0] in page.text
    for hidden in ("Rejected", "A secret note.", comment.author.pseudonym, first.pseudonym):
        assert hidden not in page.all("//main")[0].text_content()
    assert page.all("//form[@class='case-decision']//button/@value") == ["publish", "reject"]
    answer = page.submit(f"/{number}", button=("action", "publish"))
    assert answer.status == 303
    after = make.scalar(select(Comment).where(Comment.id == comment.id))
    assert after.state == "rejected" and after.version == 2
    assert look(other, number).status == 409
    make.comment(body=HELD)
    assert "Judged twice: 1 decisions, alike: 0" in other.get("/en/moderation").text


def test_a_second_look_asks_for_the_ground_as_a_decision_does(make: Make, visitor: Visitor) -> None:
    _comment, number = decided(make, visitor.sign_in(make.moderator()))
    other = visitor.another().sign_in(make.moderator())
    page = look(other, number).submit(f"/{number}", button=("action", "reject"))
    assert page.status == 422 and "Choose the ground." in page.text
    wrong = look(other, number).submit(f"/{number}", button=("action", "hide"), ground="spam")
    assert wrong.status == 422
    done = page.submit(f"/{number}", button=("action", "reject"), ground="spam")
    assert done.status == 303
    assert make.scalar(select(SecondLook.ground)) == "spam"
