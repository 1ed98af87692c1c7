"""What the author of a hidden comment reads about it, and what everybody else does not."""

import pytest

from consult.comments.models import Comment
from tests.make import Make
from tests.pages import Visitor

TEXT, NOTE = "The text that was hidden.", "Leave the insult out."


def address(comment: Comment) -> str:
    slug, number = comment.consultation.slug, comment.amendment.number
    return f"/en/consultations/{slug}/amendments/{number}/comments/{comment.id}"


def hidden(make: Make) -> Comment:
    comment = make.comment(body=TEXT)
    make.decision(comment, make.moderator(), "hide", ground="insult", note=NOTE)
    return comment


def test_the_author_reads_ground_note_and_text_on_the_page_of_the_comment(
    make: Make, visitor: Visitor
) -> None:
    comment = hidden(make)
    page = visitor.sign_in(comment.author).get(address(comment))
    for expected in ("Insult or hatred", NOTE, TEXT):
        assert expected in page.text


def test_the_author_reads_ground_note_and_text_on_their_account_page(
    make: Make, visitor: Visitor
) -> None:
    comment = hidden(make)
    page = visitor.sign_in(comment.author).get("/en/account")
    for expected in ("Insult or hatred", NOTE, TEXT):
        assert expected in page.text


@pytest.mark.parametrize("who", ["visitor", "citizen", "official"])
def test_others_read_state_and_ground_only(make: Make, visitor: Visitor, who: str) -> None:
    comment = hidden(make)
    if who != "visitor":
        visitor.sign_in(make.account() if who == "citizen" else make.official())
    page = visitor.get(address(comment))
    assert "Insult or hatred" in page.text
    assert NOTE not in page.text
    assert TEXT not in page.text
    assert not page.all("//main//a[contains(@href, '/moderation/')]")


def test_a_moderator_gets_from_the_stone_to_the_case(make: Make, visitor: Visitor) -> None:
    comment = hidden(make)
    page = visitor.sign_in(make.moderator()).get(address(comment))
    [link] = page.all("//main//a[contains(@href, '/moderation/')]/@href")
    assert TEXT in visitor.get(link).text
