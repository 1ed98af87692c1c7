"""Editing and withdrawing one's own comment."""

import pytest
from sqlalchemy import select

from consult.comments import actions
from consult.comments.models import Comment, CommentEdit
from consult.comments.queries import the_comment
from consult.consultations.models import Amendment
from tests.comments.places import SECRET, address, write
from tests.make import Make
from tests.pages import Visitor


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def test_an_author_who_mends_a_held_comment_sees_it_published(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="Mail a@example.org").follow()
    page = visitor.get(f"{page.url}/edit").submit("/edit", body="Mail me not").follow()
    assert "Your comment is published." in page.text
    comment = make.all(select(Comment.state, Comment.held_for, Comment.waiting_since))[0]
    assert tuple(comment) == ("published", [], None)


def test_an_edit_is_shown_and_the_old_text_is_kept(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Before")
    make.reaction(comment)
    page = visitor.sign_in(author).get(f"{address(comment)}/edit")
    page = page.submit("/edit", body="After", stance="neutral").follow()
    assert "After" in page.text and "edited" in page.text and "Before" not in page.text
    kept = make.all(select(CommentEdit.body, CommentEdit.stance))
    assert [tuple(row) for row in kept] == [("Before", "for")]


def test_an_edit_of_what_changed_meanwhile_is_refused_and_may_be_sent_again(
    make: Make, visitor: Visitor
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Before")
    one = visitor.sign_in(author).get(f"{address(comment)}/edit")
    two = visitor.get(f"{address(comment)}/edit")
    assert one.submit("/edit", body="One").status == 303
    refused = two.submit("/edit", body="Two")
    assert refused.status == 409 and "Two" in refused.text
    assert make.scalar(select(Comment.body)) == "One"
    assert refused.submit("/edit", body="Two").status == 303
    assert make.scalar(select(Comment.body)) == "Two"


def test_an_edit_that_adds_personal_data_holds_the_comment_again(
    make: Make, visitor: Visitor
) -> None:
    author = make.account()
    comment = make.comment(author=author)
    page = visitor.sign_in(author).get(f"{address(comment)}/edit")
    assert "before it is published" in page.submit("/edit", body="8 701 123 45 67").follow().text
    assert make.scalar(select(Comment.state)) == "held"


def test_an_edit_does_not_close_the_case_of_a_reported_comment(make: Make) -> None:
    author = make.account()
    comment = make.comment(author=author)
    make.report(comment)
    for body in ("8 701 123 45 67", "Nothing to see here"):
        edit(make, comment, author, body)
    row = make.all(select(Comment.state, Comment.open_reports, Comment.waiting_since))[0]
    assert (row.state, row.open_reports) == ("published", 1) and row.waiting_since is not None


def edit(make: Make, comment: Comment, author: object, body: str) -> None:
    def work() -> None:
        fresh = the_comment(comment.consultation.slug, comment.amendment.number, comment.id)
        text = {"body": body, "stance": "for", "language": "en", "version": fresh.version}
        actions.edit_comment(fresh, make.reader(author), **text)

    make.do(work)


def test_nobody_else_edits_or_withdraws_a_comment(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(address(comment))
    assert not page.forms("/withdraw") and not page.all("//a[contains(@href, '/edit')]")
    assert visitor.get(f"{address(comment)}/edit").status == 403
    token = page.all("//input[@name='csrf_token']/@value")[0]
    answer = visitor.post(f"{address(comment)}/withdraw", data={"csrf_token": token})
    assert answer.status == 403


def test_a_withdrawn_text_is_shown_to_nobody_but_moderators(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    page = visitor.sign_in(author).get(address(comment)).submit("/withdraw").follow()
    assert "Withdrawn by its author." in page.text and SECRET not in page.text
    assert SECRET in visitor.another().sign_in(make.moderator()).get(address(comment)).text
