"""A comment may be marked as a question to the drafters, by form, preview and clause."""

from sqlalchemy import select

from consult.comments.models import Comment, CommentEdit
from tests.comments.places import address
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


def test_an_author_marks_a_comment_as_a_question_later_or_no_longer(
    make: Make, visitor: Visitor
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Who pays for the second chamber?")
    form = visitor.sign_in(author).get(f"{address(comment)}/edit")
    assert form.all("//input[@name='question']") and not form.all(
        "//input[@checked][@type='checkbox']"
    )
    form.submit("/edit", question="y")
    assert asked(make) == [True]
    make.reaction(comment)
    form = visitor.get(f"{address(comment)}/edit")
    assert form.all("//input[@name='question']/@checked")
    look = form.submit("/edit", button=("step", "preview"))
    assert look.all("//input[@name='question']/@checked")
    form.submit("/edit", question=[])
    assert asked(make) == [False]
    edits = make.all(select(CommentEdit.visible).order_by(CommentEdit.id))
    assert [row[0] for row in edits] == [False, True]
    history = visitor.another().get(f"{address(comment)}/history")
    assert history.text.count("No word changed") == 1
    again = visitor.get(f"{address(comment)}/edit").submit("/edit", body="Who pays for it?")
    assert again.status == 303 and asked(make) == [False]
