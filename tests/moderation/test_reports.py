"""Reports: who may send one, how often, and what they do to the comment."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core.errors import Conflict
from consult.moderation.models import Report
from tests.make import Make
from tests.pages import Page, Visitor


def address(comment: Comment) -> str:
    slug, number = comment.consultation.slug, comment.amendment.number
    return f"/en/consultations/{slug}/amendments/{number}/comments/{comment.id}/report"


def send(visitor: Visitor, comment: Comment, **fields: str) -> Page:
    return visitor.get(address(comment)).submit("/report", **{"ground": "insult", **fields})


def stored(make: Make, comment: Comment) -> Comment:
    return make.scalar(select(Comment).where(Comment.id == comment.id))


def test_a_report_brings_the_comment_before_a_moderator(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    answer = send(visitor.sign_in(make.account()), comment, ground="threat", note="Second line")
    assert answer.status == 303
    assert answer.location.endswith(f"/comments/{comment.id}")
    report = make.scalar(select(Report))
    assert (report.ground, report.note, report.decision_id) == ("threat", "Second line", None)
    after = stored(make, comment)
    assert (after.state, after.open_reports) == ("published", 1)
    assert after.waiting_since is not None


def test_the_case_waits_since_the_first_of_its_reports(make: Make) -> None:
    comment = make.comment()
    make.report(comment)
    first = stored(make, comment).waiting_since
    make.report(comment)
    after = stored(make, comment)
    assert (after.open_reports, after.waiting_since) == (2, first)


def test_a_second_report_of_the_same_person_changes_nothing_and_says_so(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    visitor.sign_in(make.account())
    send(visitor, comment)
    again = send(visitor, comment, ground="spam")
    assert again.status == 303
    assert "You have reported this already" in visitor.get("/en/rules").text
    assert stored(make, comment).open_reports == 1
    assert make.scalar(select(Report.ground)) == "insult"


def test_a_report_after_a_decision_opens_the_case_again(make: Make) -> None:
    comment, first = make.comment(), make.account()
    make.report(comment, first)
    make.decision(comment, make.moderator(), "keep")
    assert not make.report(comment, first)
    assert stored(make, comment).waiting_since is None
    assert make.report(comment)
    assert stored(make, comment).open_reports == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ground": ""}, "Choose what is wrong."),
        ({"ground": "ugly"}, "Choose what is wrong."),
        ({"ground": "other", "note": "  "}, "Say in the note what the reason is."),
        ({"note": "x" * 1001}, "Shorten the note to 1,000 characters."),
    ],
)
def test_an_incomplete_report_is_shown_again_with_what_was_typed(
    make: Make, visitor: Visitor, fields: dict[str, str], message: str
) -> None:
    comment = make.comment()
    page = send(visitor.sign_in(make.account()), comment, **{"note": "kept note", **fields})
    assert page.status == 422
    assert message in page.text
    if "note" not in fields:
        assert "kept note" in page.text
    assert make.scalar(select(func.count()).select_from(Report)) == 0


def test_nobody_reports_their_own_comment(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author)
    assert visitor.sign_in(author).get(address(comment)).status == 403


def test_a_visitor_is_asked_to_sign_in(make: Make, visitor: Visitor) -> None:
    answer = visitor.get(address(make.comment()))
    assert answer.status == 303
    assert "/sign-in" in answer.location


def test_a_held_comment_cannot_be_reported_because_nobody_else_knows_it(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body="Call me: +7 701 123 45 67")
    assert visitor.sign_in(make.account()).get(address(comment)).status == 404


def test_a_comment_hidden_meanwhile_is_no_longer_reported(make: Make) -> None:
    comment = make.comment()
    make.decision(comment, make.moderator(), "hide")
    with pytest.raises(Conflict):
        make.report(comment)
    assert make.scalar(select(func.count()).select_from(Report)) == 0


@pytest.fixture
def few_reports(app: Flask) -> None:
    before = app.extensions["consult_settings"]
    app.extensions["consult_settings"] = replace(before, reports_per_hour=2)
    yield
    app.extensions["consult_settings"] = before


def test_somebody_who_reports_too_much_must_wait(
    make: Make, visitor: Visitor, few_reports: None
) -> None:
    person: Account = make.account()
    visitor.sign_in(person)
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(3)]
    assert [send(visitor, one).status for one in comments] == [303, 303, 429]
    assert stored(make, comments[2]).open_reports == 0
    assert send(visitor, comments[0]).status == 303
