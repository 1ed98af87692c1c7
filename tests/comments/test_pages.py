"""Comments through the pages: write, reply, screening, refusals with the text kept."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.ledger.models import LedgerEvent
from tests.comments.places import address, home, write
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Visitor


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def test_a_comment_is_published_at_once_and_stands_on_the_page(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    answer = write(visitor.sign_in(author), amendment)
    assert answer.status == 303
    page = answer.follow()
    assert "Your comment is published." in page.text
    assert "Two chambers check each other." in page.text
    seen = visitor.another().get(home(amendment))
    assert "Two chambers check each other." in seen.text and author.pseudonym in seen.text


def test_a_double_click_leaves_one_comment(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    visitor.sign_in(make.account())
    first, second = write(visitor, amendment), write(visitor, amendment)
    assert first.location == second.location
    assert make.scalar(select(func.count(Comment.id))) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Write something first."),
        ({"body": " \n\x00\ufffe "}, "Write something first."),
        ({"body": "ы" * 5001}, "Shorten the text to 5,000 characters."),
        ({"body": "ы" * 100_000}, "Shorten the text to 5,000 characters."),
        ({"stance": "sideways"}, "Say whether you are for, against or neutral."),
        ({"stance": ""}, "Say whether you are for, against or neutral."),
    ],
)
def test_a_comment_that_cannot_be_taken_comes_back_with_its_text(
    make: Make, visitor: Visitor, amendment: Amendment, fields: dict[str, str], message: str
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, **fields)
    assert page.status == 422
    assert message in page.text
    kept = page.all("//textarea[@name='body']")[0].text_content()
    assert kept.strip() == fields.get("body", "Two chambers check each other.").strip(
        " \n\x00\ufffe"
    )
    assert make.scalar(select(func.count(Comment.id))) == 0


def test_a_comment_of_5000_characters_is_taken(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="ү" * 5000)
    assert page.status == 303


def test_too_many_comments_in_an_hour_are_refused_with_the_text_kept(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    for number in range(20):
        make.comment(amendment, author, body=f"Text {number}")
    page = write(visitor.sign_in(author), amendment, body="One more")
    assert page.status == 429 and "One more" in page.text


def test_a_phone_number_holds_a_comment_and_its_author_is_told_why(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    page = write(visitor.sign_in(author), amendment, body="Call +7 701 123 45 67").follow()
    assert "It contains a phone number." in page.text
    assert "Call +7 701 123 45 67" in page.text
    comment = make.all(select(Comment.id, Comment.state, Comment.held_for))[0]
    assert (comment.state, comment.held_for) == ("held", ["personal_data.phone"])
    event = make.all(select(LedgerEvent).where(LedgerEvent.kind == "COMMENT_HELD"))[0][0]
    assert event.data == {"reasons": ["personal_data.phone"]}
    other = visitor.another()
    assert "Call" not in other.get(home(amendment)).text
    assert other.get(page.url).status == 404
    assert "waits for a moderator" in visitor.get(home(amendment)).text


def test_a_consultation_may_hold_every_comment(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(moderation="before"))
    page = write(visitor.sign_in(make.account()), amendment).follow()
    assert "In this consultation moderators read every comment first." in page.text


def test_links_of_a_new_account_are_held(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="https://example.org/").follow()
    assert "It contains a link, and the account is new." in page.text


def test_replies_stand_below_what_they_answer_and_go_two_levels_deep(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    root = make.comment(amendment)
    visitor.sign_in(make.account())
    first = visitor.get(home(amendment)).submit(f"/{root.id}/reply", body="First").follow()
    second = visitor.get(f"{first.url}/reply").submit("/reply", body="Second").follow()
    page = visitor.get(home(amendment))
    inner = "//li[@class='comment']//ol//ol[@class='replies']/li[contains(., 'Second')]"
    assert len(page.all(inner)) == 1
    assert not second.forms("/reply")
    deepest = make.all(select(Comment.id, Comment.root_id).order_by(Comment.id.desc()))[0]
    assert deepest.root_id == root.id
    third = visitor.get(f"{second.url}/reply").submit("/reply", body="Third")
    assert third.status == 422 and "Replies go no deeper." in third.text


def test_a_reply_to_a_comment_that_was_hidden_meanwhile_is_refused(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(f"{address(comment)}/reply")
    change(make, comment, State.HIDDEN)
    assert page.submit("/reply", body="Late").status == 403


def test_a_closed_consultation_takes_no_comment(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.account()).get(home(amendment))
    make.do(lambda: close(amendment))
    answer = page.submit("/comments", stance="for", body="Late")
    assert answer.status == 409
    for reader in (visitor, visitor.another()):
        page = reader.get(home(amendment))
        assert "Commenting is not open." in page.text and not page.forms("/comments")


def close(amendment: Amendment) -> None:
    the_consultation(amendment.consultation.slug).phases[0].closed_at = clock.now()
    touch(amendment.id)
