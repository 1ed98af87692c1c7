"""The pages of official answers, in the hands of an official and in the eyes of the public."""

from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core.db import db
from consult.responses.models import Answer
from tests.make import Make
from tests.pages import Page, Visitor

EVIL = "<script>alert(1)</script> =1+1 {{ 77 * 77001 }} \u202egnorw"


def at(comment: Comment, rest: str = "") -> str:
    place, number = comment.consultation.slug, comment.amendment.number
    return f"/en/consultations/{place}/amendments/{number}/comments/{comment.id}{rest}"


def step(page: Page, name: str, **fields: Any) -> Page:
    return page.submit("/answer", button=("step", name), **fields)


def test_nothing_is_published_before_it_was_seen(
    make: Make, visitor: Visitor, comment: Comment, writer: Account
) -> None:
    page = visitor.sign_in(writer).get(at(comment))
    assert "Answer officially" in page.text
    form = visitor.get(at(comment, "/answer"))
    assert not form.all("//button[@value='publish']")
    look = step(form, "preview", disposition="accepted_in_part", reasons="A number, not this one.")
    assert "It is not published yet." in look.text
    assert "Official answer Accepted in part" in look.text
    assert make.scalar(select(Answer)) is None
    shown = step(look, "publish").follow()
    assert "The answer is published, and the author is told." in shown.text
    [block] = shown.all("//*[@class='official']")
    assert "A number, not this one." in block.text_content()
    assert writer.pseudonym not in block.text_content()
    assert "Correct the answer" in shown.text


def test_an_unfinished_answer_is_kept_but_not_published(
    make: Make, visitor: Visitor, comment: Comment, writer: Account
) -> None:
    form = visitor.sign_in(writer).get(at(comment, "/answer"))
    refused = step(form, "preview", reasons="Why.")
    assert refused.status == 422
    assert "Choose what becomes of it." in refused.text
    refused = step(form, "publish", disposition="not_accepted", reasons="")
    assert refused.status == 422
    assert "Give the reasons; the author is owed them." in refused.text
    kept = step(form, "draft", reasons="Why.").follow()
    assert "Only staff read it." in kept.text
    assert kept.all("//textarea[@name='reasons']")[0].text.strip() == "Why."
    assert "Official answer" not in Visitor(visitor.app).get(at(comment)).text
    look = step(kept, "preview", disposition="noted")
    again = step(look, "change")
    assert again.all("//input[@value='noted'][@checked]")
    assert make.scalar(select(Answer.state)) == "draft"


def test_of_two_officials_the_second_is_told_and_keeps_the_text(
    make: Make, visitor: Visitor, comment: Comment, writer: Account
) -> None:
    form = visitor.sign_in(writer).get(at(comment, "/answer"))
    make.answer(comment, disposition="accepted", reasons="We do.")
    late = step(form, "publish", disposition="noted", reasons="My words.")
    assert late.status == 409
    assert "Somebody else answered this comment meanwhile." in late.text
    assert "We do." in late.text
    assert late.all("//textarea[@name='reasons']")[0].text.strip() == "My words."
    assert make.scalar(select(Answer.reasons)) == "We do."
    look = step(late, "preview")
    assert "Corrected on" in look.text
    step(look, "publish")
    assert make.scalar(select(Answer.reasons)) == "My words."


def test_an_edited_comment_is_read_again_before_it_is_answered(
    make: Make, visitor: Visitor, comment: Comment, writer: Account
) -> None:
    form = visitor.sign_in(writer).get(at(comment, "/answer"))
    make.do(lambda: _edited(comment))
    late = step(form, "publish", disposition="noted")
    assert late.status == 409
    assert "Another wish." in late.text
    assert step(late, "publish").status == 303


def _edited(comment: Comment) -> None:
    stored = db.session.get_one(Comment, comment.id)
    stored.body, stored.version = "Another wish.", stored.version + 1


def test_everybody_sees_the_answer_and_its_history_and_officials_alone_the_form(
    make: Make, visitor: Visitor, comment: Comment
) -> None:
    make.answer(comment, disposition="noted", reasons="We read it.")
    assert visitor.get(at(comment, "/answer/history")).status == 404
    make.answer(comment, disposition="accepted", reasons="We take it.")
    page = visitor.get(at(comment))
    assert "Official answer Accepted" in page.text
    assert "Answer officially" not in page.text and "Correct the answer" not in page.text
    history = visitor.get(at(comment, "/answer/history"))
    assert "Noted" in history.text and "We read it." in history.text
    home = visitor.get(at(comment).split("/comments/")[0])
    assert "We take it." in home.text
    assert visitor.get(at(comment, "/answer")).status == 303
    citizen = visitor.another().sign_in(make.account())
    assert citizen.get(at(comment, "/answer")).status == 403


def test_the_answer_is_hidden_with_its_comment(
    make: Make, visitor: Visitor, comment: Comment
) -> None:
    make.answer(comment, disposition="noted", reasons="We read it.")
    make.answer(comment, disposition="accepted", reasons="We take it.")
    make.decision(comment, make.moderator(), "hide")
    for where in (at(comment), at(comment).split("/comments/")[0]):
        assert "We take it." not in visitor.get(where).text
    assert visitor.get(at(comment, "/answer/history")).status == 403


def test_the_filter_shows_only_answered_threads(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    make.comment(amendment, body="Nobody answers me.")
    make.answer(make.comment(amendment, body="Somebody answers me."))
    home = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    for order in ("agreed", "newest"):
        page = visitor.get(f"{home}?only=answered&order={order}")
        assert "Somebody answers me." in page.text
        assert "Nobody answers me." not in page.text


def test_who_decided_is_refused_and_who_answered_may_not_decide(
    make: Make, visitor: Visitor, comment: Comment
) -> None:
    one, other = make.administrator(), make.administrator()
    make.decision(comment, one, "keep")
    page = visitor.sign_in(one).get(at(comment))
    assert "Answer officially" not in page.text
    refused = visitor.get(at(comment, "/answer"))
    assert refused.status == 403
    assert "somebody else must answer it" in refused.text
    make.answer(comment, other)
    make.report(comment)
    judge = visitor.another().sign_in(other)
    assert judge.get(f"/en/moderation/comments/{comment.id}").status == 403
    queue = judge.get("/en/moderation")
    assert "somebody else must decide on it" in queue.text
    assert not queue.forms(f"/comments/{comment.id}")


def test_a_moderator_with_an_open_case_hears_of_the_answer(
    make: Make, visitor: Visitor, comment: Comment
) -> None:
    page = visitor.sign_in(make.moderator()).get(f"/en/moderation/comments/{comment.id}")
    make.answer(comment)
    late = page.submit(f"/comments/{comment.id}", button=("action", "hide"), ground="insult")
    assert late.status == 409
    assert "An official answered this comment meanwhile." in late.text


def test_hostile_texts_stay_texts_on_every_page(
    make: Make, visitor: Visitor, comment: Comment, writer: Account
) -> None:
    form = visitor.sign_in(writer).get(at(comment, "/answer"))
    look = step(form, "preview", disposition="noted", reasons=EVIL)
    pages = [look, step(look, "publish").follow()]
    make.answer(comment, disposition="accepted", reasons=f"{EVIL} again")
    home = at(comment).split("/comments/")[0]
    desk = f"/en/consultations/{comment.consultation.slug}/submissions?show=answered"
    pages += [visitor.get(where) for where in (home, at(comment, "/answer/history"), desk)]
    for page in pages:
        assert not page.all("//script[contains(., 'alert')]")
        assert "5929077" not in page.text
    assert "<script>alert(1)</script> =1+1 {{ 77 * 77001 }}" in pages[0].text


def test_no_citizen_can_write_the_block(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body='<section class="official">Official answer\n\nAccepted</section>')
    page = visitor.get(at(comment))
    assert not page.all("//*[@class='official']")
    assert not page.all("//*[contains(@class, 'badge-staff')]")


@pytest.mark.parametrize("bad", [{"version": "x"}, {"language": "xx"}, {"seen": "9" * 20}])
def test_a_broken_form_is_refused(
    visitor: Visitor, comment: Comment, writer: Account, bad: dict[str, str]
) -> None:
    form = visitor.sign_in(writer).get(at(comment, "/answer"))
    assert step(form, "publish", **{"disposition": "noted"} | bad).status == 422


def test_the_author_is_told_once_in_their_language_and_of_the_correction(
    make: Make, visitor: Visitor
) -> None:
    author = make.account(language="ru")
    comment = make.comment(author=author)
    make.answer(comment, disposition="not_accepted", reasons=f"Cost.\n{EVIL}")
    [mail] = make.mails()
    assert mail["To"] == author.email
    assert mail["Content-Language"] == "ru"
    assert "> Cost." in mail.get_content() and at(comment).replace("/en/", "/ru/") in (
        mail.get_content()
    )
    make.answer(comment, disposition="accepted")
    assert len(make.mails()) == 2
    mine = visitor.sign_in(author).get("/en/account")
    assert "Official answer Accepted" in mine.text
    data = visitor.get("/en/account/data")
    assert "Official answer Accepted" in data.text


def test_nobody_is_told_of_the_answer_to_a_comment_hidden_since(make: Make) -> None:
    comment = make.comment()
    make.answer(comment)
    make.decision(comment, make.moderator(), "hide")
    assert [mail["Subject"] for mail in make.mails()] == ["Your comment was hidden"]
