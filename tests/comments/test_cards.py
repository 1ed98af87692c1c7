"""The round of cards: unseen comments of others, the least seen first, each judged once."""

import pytest
from sqlalchemy import select, update

from consult.accounts.models import Account
from consult.comments.cards import next_card
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.db import db
from tests.comments.crowds import many
from tests.comments.places import home
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Page, Visitor


def first(make: Make, amendment: Amendment, person: Account, *skipped: int) -> int | None:
    """Return the number of the next card."""
    row = make.read(lambda: next_card(amendment.id, person.id, skipped)).row
    return row.id if row else None


def reacted(make: Make, comment: Comment, agrees: int, disagrees: int, passes: int = 0) -> None:
    """Set the counters of a comment."""
    counts = {"agrees": agrees, "disagrees": disagrees, "passes": passes}
    values = counts | {"score": agrees - disagrees}
    where = Comment.id == comment.id
    make.do(lambda: db.session.execute(update(Comment).where(where).values(**values)))


def press(page: Page, value: str) -> Page:
    """Press a button of the card and return the next one."""
    answer = page.submit("/card", button=("value", value))
    assert answer.status == 303
    return page.visitor.get(answer.location)


def test_the_least_seen_comes_first_and_then_the_closest_to_a_split(make: Make) -> None:
    amendment, reader = make.amendment(), make.account()
    liked, split, unseen, passed = (make.comment(amendment) for _ in range(4))
    reacted(make, liked, 6, 0)
    reacted(make, split, 3, 3)
    reacted(make, passed, 0, 0, 7)
    order: list[int] = []
    while (number := first(make, amendment, reader, *order)) is not None:
        order.append(number)
    assert order == [unseen.id, split.id, liked.id, passed.id]


def test_stances_take_turns(make: Make, visitor: Visitor) -> None:
    amendment, reader = make.amendment(), make.account()
    for stance in ("for", "against", "neutral") * 2:
        make.comment(amendment, stance=stance)
    visitor.sign_in(reader)
    page, seen = visitor.get(f"{home(amendment)}/cards"), []
    for _ in range(6):
        seen += page.all("//span[starts-with(@class, 'stance ')]/text()")
        page = press(page, "agree")
    assert set(seen[:3]) == set(seen[3:]) == {"For", "Against", "Neutral"}


def test_a_round_shows_each_comment_of_others_once_and_pass_counts_as_seen(
    make: Make, visitor: Visitor
) -> None:
    amendment, reader = make.amendment(), make.account()
    others = [make.comment(amendment) for _ in range(3)]
    make.comment(amendment, reader)
    make.comment(parent=others[0])
    change(make, make.comment(amendment), State.HIDDEN)
    change(make, make.comment(amendment), State.HELD)
    visitor.sign_in(reader)
    page = visitor.get(f"{home(amendment)}/cards")
    assert "Judged: 0 of 3" in page.text and "312" not in page.text
    for value in ("pass", "agree", "disagree"):
        page = press(page, value)
    assert "Judged: 3 of 3" in page.text and "The end of the round" in page.text
    stored = make.all(select(CommentReaction.value))
    assert sorted(value for (value,) in stored) == [-1, 0, 1]


def test_a_card_sent_twice_stays_as_it_was(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    comment = make.comment(amendment)
    page = visitor.sign_in(make.account()).get(f"{home(amendment)}/cards")
    for _ in range(2):
        press(page, "agree")
    assert make.scalar(select(Comment.agrees).where(Comment.id == comment.id)) == 1


def test_next_leaves_a_card_for_later(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    for _ in range(2):
        make.comment(amendment)
    page = visitor.sign_in(make.account()).get(f"{home(amendment)}/cards")
    shown = []
    for _ in range(2):
        shown += page.all("//div[@class='comment']/@id")
        (address,) = page.all("//a[contains(., 'Next comment')]/@href")
        page = visitor.get(address)
    assert len(set(shown)) == 2 and "Only comments that you left for later" in page.text


def test_everybody_has_an_order_of_their_own_that_stays(make: Make) -> None:
    amendment = make.amendment()
    many(make, amendment, 40, lambda _number: 0)
    people = [make.account() for _ in range(6)]
    shown = [first(make, amendment, person) for person in people]
    assert shown == [first(make, amendment, person) for person in people]
    assert len(set(shown)) > 1


def test_a_visitor_is_asked_to_sign_in(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    assert "Sign in to comment" in visitor.get(f"{home(comment.amendment)}/cards").text


@pytest.mark.parametrize("skip", ["x", "1_x", "9" * 30, "__"])
def test_a_broken_list_of_skipped_cards_is_not_found(
    make: Make, visitor: Visitor, skip: str
) -> None:
    comment = make.comment()
    visitor.sign_in(make.account())
    assert visitor.get(f"{home(comment.amendment)}/cards?skip={skip}").status == 404
    press(visitor.get(f"{home(comment.amendment)}/cards?skip={'_'.join(['999'] * 99)}"), "pass")
