"""One's own record: reactions, reports with their outcome, and all of one's data."""

import json

import pytest

from consult.comments.rules import PER_PAGE
from consult.pages.my_data import SCHEMA
from consult.votes.actions import cast_vote
from consult.votes.rules import Choice
from tests.make import Make
from tests.pages import Visitor


def test_my_reactions_are_listed_newest_first_page_by_page(make: Make, visitor: Visitor) -> None:
    me, amendment, author = make.account(), make.amendment(), make.reader(make.account())
    for number in range(PER_PAGE + 1):
        comment = make.comment(amendment, body=f"Said {number:02}.")
        make.reaction(comment, "disagree" if number else "agree", by=me)
    make.reaction(comment, "pass")
    visitor.sign_in(me)
    page = visitor.get("/en/account/reactions")
    assert f"Said {PER_PAGE:02}." in page.text and "Said 00." not in page.text
    assert page.text.count("Disagree") == PER_PAGE and "Pass" not in page.text
    rest = visitor.get(page.all("//a[@rel='next']/@href")[0])
    assert "Said 00." in rest.text and "Agree" in rest.text
    assert not rest.all("//a[@rel='next']")
    assert author.id and visitor.get("/en/account/reactions?after=x").status == 404


def test_of_a_hidden_comment_the_reaction_is_shown_and_the_text_is_not(
    make: Make, visitor: Visitor
) -> None:
    me, comment = make.account(), make.comment(body="Not for you any more.")
    make.reaction(comment, by=me)
    make.decision(comment, make.moderator(), "hide")
    page = visitor.sign_in(me).get("/en/account/reactions")
    assert "Not for you any more." not in page.text and "Hidden by a moderator" in page.text


def test_my_reports_say_what_became_of_them_and_name_no_moderator(
    make: Make, visitor: Visitor
) -> None:
    me, moderator = make.account(), make.moderator()
    kept, hidden, waiting, gone = (make.comment() for _ in range(4))
    for comment in (kept, hidden, waiting, gone):
        make.report(comment, by=me, ground="insult", note="My own words.")
    make.decision(kept, moderator, "keep")
    make.decision(hidden, moderator, "hide", ground="spam")
    make.do(lambda: withdraw(gone.id))
    page = visitor.sign_in(me).get("/en/account/reports")
    assert page.text.count("My own words.") == 4
    assert "found that it may stay" in page.text and "A moderator hid the comment" in page.text
    assert "No moderator has decided yet" in page.text
    assert "The author withdrew the comment before" in page.text
    assert moderator.pseudonym not in page.text


def withdraw(number: int) -> None:
    from consult.comments.actions import withdraw_comment
    from consult.comments.queries import comment_by_id

    withdraw_comment(comment_by_id(number))


def test_my_data_holds_all_that_is_mine_and_nothing_of_others(make: Make, visitor: Visitor) -> None:
    me, moderator, amendment = make.account(), make.moderator(), make.amendment(number="83-1")
    mine = make.comment(amendment, me, body="Mine <b>now</b>.")
    others = make.comment(amendment, body="A secret of theirs.")
    make.decision(mine, moderator, "hide", ground="off_topic", note="Not about it.")
    make.reaction(others, "disagree", by=me)
    make.report(others, by=me, ground="other", note="Why I reported.")
    make.do(lambda: cast_vote(amendment, make.reader(me), Choice.ABSTAIN))
    visitor.sign_in(me)
    page = visitor.get("/en/account/data")
    file = page.submit("/account/data.json")
    assert file.response.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(file.text)
    assert data["schema"] == SCHEMA
    assert data["account"]["email"] == me.email and len(data["sessions"]) == 1
    assert data["votes"][0]["choice"] == "abstain" and data["votes"][0]["number"] == "83-1"
    assert data["comments"][0]["body"] == "Mine <b>now</b>."
    assert data["comments"][0]["decisions"][0]["note"] == "Not about it."
    assert data["reactions"][0] | {"at": None} == {
        "slug": amendment.consultation.slug, "number": "83-1",
        "comment_id": others.id, "value": "disagree", "at": None,
    }  # fmt: skip
    assert data["reports"][0]["note"] == "Why I reported."
    for text in (page.text, file.text):
        assert "A secret of theirs." not in text and moderator.pseudonym not in text
        assert "digest" not in text and "password_hash" not in text
    for said in ("Mine <b>now</b>.", "Not about it.", "Why I reported.", me.email, "Abstain"):
        assert said in page.text


def test_the_page_of_my_data_ends_and_the_file_has_all(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, amendment = make.account(), make.amendment()
    said = [f"Text of mine, number {one}." for one in range(3)]
    for body in said:
        make.comment(amendment, me, body=body)
    monkeypatch.setattr("consult.accounts.views.record.MOST_SHOWN", 2)
    monkeypatch.setattr("consult.pages.my_data.MOST_SHOWN", 2)
    page = visitor.sign_in(me).get("/en/account/data")
    assert [body in page.text for body in said] == [False, True, True]
    assert "this page shows the latest 2 of each kind" in page.text
    file = json.loads(page.submit("/account/data.json").text)
    assert [one["body"] for one in file["comments"]] == said


def test_the_file_is_handed_to_nobody_else(make: Make, visitor: Visitor) -> None:
    for path in ("data", "reactions", "reports", "leave"):
        assert visitor.get(f"/en/account/{path}").status == 303
    token = visitor.get("/en/sign-in").all("//input[@name='csrf_token']/@value")[0]
    assert visitor.post("/en/account/data.json", data={"csrf_token": token}).status in {401, 403}


def test_earlier_versions_belong_to_my_data(make: Make, visitor: Visitor) -> None:
    from consult.comments.actions import edit_comment
    from consult.comments.queries import comment_by_id

    me = make.account()
    comment = make.comment(author=me, body="As I said it first.")

    def edit() -> None:
        found = comment_by_id(comment.id)
        said = {"body": "As I say it now.", "stance": "for", "language": "en"}
        edit_comment(found, make.reader(me), **said, version=found.version)

    make.do(edit)
    page = visitor.sign_in(me).get("/en/account/data")
    assert "As I said it first." in page.text and "As I say it now." in page.text
