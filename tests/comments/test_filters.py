"""Filters and search on the amendment page: they combine, page and keep to eight statements."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from consult.comments.filters import Filters, asked_for
from consult.comments.models import Comment
from consult.comments.rules import PER_PAGE, Order, Stance, State
from consult.core.db import db
from tests.comments.crowds import many
from tests.comments.places import home
from tests.comments.test_search import HOSTILE
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Page, Visitor


def ids(page: Page) -> list[str]:
    """Return the ids of the comments in the list."""
    return page.all("//li[@class='comment']/@id")


def test_each_filter_leaves_out_the_rest_and_all_combine(make: Make, visitor: Visitor) -> None:
    amendment, author = make.amendment(), make.account()
    bodies = ["Alpha one", "Beta two", "Gamma three"]
    first, second, _third = (make.comment(amendment, author, body=body) for body in bodies)
    make.comment(amendment, body="Somebody else", stance="against", language="kk")
    marks = {first.id: {"clause": "p1", "suggestion": "keep"}, second.id: {"language": "ru"}}

    def mark() -> None:
        for number, values in marks.items():
            db.session.execute(update(Comment).where(Comment.id == number).values(**values))

    make.do(mark)
    visitor.sign_in(author)
    shown = {
        "?stance=against": ["Somebody else"],
        "?language=ru": ["Beta two"],
        "?clause=p1": ["Alpha one"],
        "?only=suggestions": ["Alpha one"],
        "?only=mine": bodies,
        "?only=mine&q=gamma": ["Gamma three"],
        "?language=kk&stance=against&q=else": ["Somebody else"],
        "?only=mine&stance=against": [],
        "?only=suggestions&only=mine&clause=p1&language=en": ["Alpha one"],
    }
    for query, expected in shown.items():
        text = visitor.get(home(amendment) + query).text
        found = [body for body in [*bodies, "Somebody else"] if body in text]
        assert found == expected, query


def test_search_finds_replies_and_leads_to_them_and_never_finds_what_is_hidden(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    root = make.comment(amendment, body="A hidden parliament")
    reply = make.comment(parent=root, body="Parliaments answer")
    change(make, root, State.HIDDEN)
    page = visitor.get(f"{home(amendment)}?q=parliament")
    assert "Parliaments answer" in page.text and "A hidden parliament" not in page.text
    assert ids(page) == [f"comment-{reply.id}"]
    assert page.all(f"//a[contains(@href, '?comment={reply.id}#comment-{reply.id}')]")


def test_found_comments_come_in_pages(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    for number in range(PER_PAGE + 2):
        make.comment(amendment, make.account(), body=f"Parliament {number}")
    page = visitor.get(f"{home(amendment)}?q=parliaments&stance=for")
    assert len(ids(page)) == PER_PAGE
    (more,) = page.all("//a[@rel='next']/@href")
    assert len(ids(visitor.get(more))) == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_the_search_field_takes_any_text(make: Make, visitor: Visitor, words: str) -> None:
    amendment = make.amendment()
    make.comment(amendment)
    asked = dict.fromkeys(
        ("q", "clause", "order", "comment", "only"), words.encode("utf-8", "ignore")
    )
    assert visitor.get(home(amendment), query_string=asked).status == 200


@pytest.mark.parametrize(
    "query",
    ["", "?language=en", "?only=mine", "?q=text", "?q=rare", "?stance=for&q=rare", "?comment=7"],
)
def test_a_filtered_page_takes_at_most_8_statements(
    make: Make, visitor: Visitor, query: str
) -> None:
    amendment = make.amendment(make.consultation(opens_in=timedelta(days=-3)))
    make.comment(amendment, body="A rare word")
    many(make, amendment, 300, lambda number: number % 7)
    visitor.sign_in(make.account())
    with make.counted() as statements:
        assert visitor.get(home(amendment) + query).status == 200
    assert len(statements) <= 8, statements


def test_no_filter_or_search_takes_more_statements_where_there_are_thousands(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment(make.consultation(opens_in=timedelta(days=-3)))
    for body in ("An old rare word", "Another rare one"):
        make.comment(amendment, body=body)
    many(make, amendment, 1500, lambda number: number % 7)
    make.comment(amendment, body="The latest rare word")
    visitor.sign_in(make.account())
    only = ("stance=for", "language=en", "clause=2", "only=suggestions", "only=answered")
    asked = [*only, *(f"{one}&{other}" for one in only for other in only if one < other)]
    asked += ["q=text", "q=rare", "q=nobody", "only=mine"]
    asked += [f"{one}&q=rare" for one in (*only, "only=mine", "order=newest")]
    for query in asked:
        with make.counted() as statements:
            assert visitor.get(f"{home(amendment)}?{query}").status == 200
        assert len(statements) <= 8, (query, statements)


def test_what_nobody_offers_is_passed_over() -> None:
    asked = {"order": "best", "stance": "yes", "language": "de", "q": " \0a "}
    assert asked_for(asked, ["mine", "x"], signed_in=False) == Filters(words="a")


def test_an_address_asks_for_the_same_again() -> None:
    filters = Filters(Order.NEWEST, Stance.FOR, "kk", "p1", True, True, True, words="көп")
    address = filters.address()
    only = address.pop("only")
    assert asked_for(address, only, signed_in=True) == filters
    assert filters.sorted_by == Order.NEWEST and filters.flat and filters.narrow
