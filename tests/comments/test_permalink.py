"""A link to a comment opens it in place, in one request, however many comments there are."""

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from tests.comments.crowds import many
from tests.comments.places import address, home
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Page, Visitor


def sent(page: Page) -> list[str]:
    """Return the ids of what stands under the heading of the comment that was sent."""
    return page.all("//h3[contains(., 'you were sent')]/following-sibling::ol[1]//li/@id")


def test_the_oldest_of_many_comments_opens_in_place(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    many(make, amendment, 400, lambda number: number)
    first = make.scalar(select(Comment.id).order_by(Comment.id).limit(1))
    with make.counted() as statements:
        page = visitor.get(f"{home(amendment)}?comment={first}")
    assert len(statements) <= 8
    assert sent(page)[0] == f"comment-{first}"


def loaded(make: Make, number: int) -> Comment:
    """Return a comment with what belongs to it."""
    return make.read(lambda: comment_by_id(number))


@pytest.mark.parametrize("below", [False, True])
def test_a_reply_deep_in_a_long_thread_opens_with_what_it_answers(
    make: Make, visitor: Visitor, below: bool
) -> None:
    amendment = make.amendment()
    many(make, amendment, 60, lambda _number: 0)
    first = make.scalar(select(Comment.id).order_by(Comment.id).limit(1))
    last = make.scalar(select(Comment.id).order_by(Comment.id.desc()).limit(1))
    chain = [first, last]
    if below:
        for _ in range(3):
            make.comment(parent=loaded(make, first))
        chain.append(make.comment(parent=loaded(make, last)).id)
    page = visitor.get(f"{home(amendment)}?comment={chain[-1]}&order=newest")
    assert {f"comment-{number}" for number in chain} <= set(sent(page))
    own_page = visitor.get(f"{home(amendment)}/comments/{chain[-1]}")
    assert own_page.all(f"//a[contains(@href, '?comment={chain[-1]}#comment-{chain[-1]}')]")
    assert "Read all" in page.text


def test_a_thread_that_is_on_the_page_anyway_stands_there_once(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    page = visitor.get(f"{home(comment.amendment)}?comment={comment.id}")
    assert page.all("//li[@class='comment']/@id") == sent(page) == [f"comment-{comment.id}"]


def test_a_stone_opens_as_a_stone_and_what_nobody_may_read_says_so(
    make: Make, visitor: Visitor
) -> None:
    hidden, elsewhere = make.comment(), make.comment()
    held = make.comment(hidden.amendment)
    change(make, hidden, State.HIDDEN)
    change(make, held, State.HELD)
    place = home(hidden.amendment)
    page = visitor.get(f"{place}?comment={hidden.id}")
    assert sent(page) == [f"comment-{hidden.id}"] and "Hidden by a moderator" in page.text
    for number in (held.id, elsewhere.id, 10**17):
        page = visitor.get(f"{place}?comment={number}")
        assert sent(page) == [] and "is not shown here any more" in page.text
    assert "Show it in the conversation" in visitor.get(address(elsewhere)).text


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "²", "1.5"])
def test_a_broken_number_shows_the_page_as_it_is(make: Make, visitor: Visitor, number: str) -> None:
    page = visitor.get(f"{home(make.amendment())}?comment={number}")
    assert page.status == 200 and "you were sent" not in page.text
