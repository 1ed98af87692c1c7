"""A comment may be marked as a question to the drafters, by form, preview and clause."""

from sqlalchemy import select

from consult.comments.models import Comment
from tests.make import Make
from tests.pages import Visitor

LABEL = "This is a question to the drafters"


def asked(make: Make) -> list[bool]:
    return [row[0] for row in make.all(select(Comment.question).order_by(Comment.id))]


def test_a_comment_is_a_question_only_where_its_author_says_so(
    make: Make, visitor: Visitor
) -> None:
    unit = make.amendment()
    place = f"/en/consultations/{unit.consultation.slug}/amendments/{unit.number}"
    page = visitor.sign_in(make.account()).get(place)
    assert LABEL in page.text
    page.submit(
        "/comments", body="Who pays for the second chamber?", stance="neutral", question="y"
    )
    visitor.get(place).submit("/comments", body="I like the wording of it.", stance="for")
    assert asked(make) == [True, False]
    marked = visitor.get(place).all("//li[.//span[@class='badge'][text()='Question']]")
    assert len(marked) == 1 and "second chamber" in marked[0].text_content()


def test_a_preview_keeps_that_it_is_a_question(make: Make, visitor: Visitor) -> None:
    unit = make.amendment()
    place = f"/en/consultations/{unit.consultation.slug}/amendments/{unit.number}"
    page = visitor.sign_in(make.account()).get(place)
    said = {"body": "Who pays for it?", "stance": "neutral", "question": "y"}
    look = page.submit("/comments", button=("step", "preview"), **said)
    assert look.status == 200 and asked(make) == []
    assert look.all("//input[@name='question']/@checked")
    look.submit("/comments", button=("step", "send"))
    assert asked(make) == [True]


def test_a_refused_form_keeps_it_and_a_reply_is_none(make: Make, visitor: Visitor) -> None:
    unit = make.amendment()
    place = f"/en/consultations/{unit.consultation.slug}/amendments/{unit.number}"
    page = visitor.sign_in(make.account()).get(place)
    wrong = page.submit("/comments", body="", stance="for", question="y")
    assert wrong.status == 422 and wrong.all("//input[@name='question']/@checked")
    comment = make.comment(unit, make.account(), body="A comment that somebody wrote.")
    form = visitor.get(f"{place}/comments/{comment.id}/reply")
    assert LABEL not in form.text
