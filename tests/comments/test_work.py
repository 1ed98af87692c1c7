"""The 10,000th page costs what the first one does: work is counted on both databases."""

from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from consult.accounts.models import Account
from consult.comments import cards, finding, suggestions
from consult.comments.cards import next_card
from consult.comments.filters import Filters
from consult.comments.models import Comment, CommentReaction, searched
from consult.comments.queries import comment_by_id, page_of, thread_of
from consult.comments.rules import Order, Stance, strength
from consult.core import clock
from consult.core.db import db
from tests.comments.work import work_of
from tests.conftest import empty
from tests.make import Make

SMALL, BIG, LATER = 40, 6000, 4000
REPLIES = 1500

BY_INDEX: list[dict[str, Any]] = [
    {},
    {"stance": Stance.FOR},
    {"language": "ru"},
    {"stance": Stance.FOR, "language": "en"},
    {"clause": "2"},
    {"suggestions": True},
    {"answered": True},
]
FOUND: list[dict[str, Any]] = [
    {"words": "common"},
    {"words": "common often"},
    {"words": "rarely"},
    {"words": "rarely common"},
    {"words": "nobody"},
    {"words": "commo", "language": "ru"},
    {"words": "common", "suggestions": True, "language": "ru"},
    {"clause": "2", "stance": Stance.AGAINST},
    {"suggestions": True, "language": "ru", "stance": Stance.NEUTRAL},
    {"answered": True, "suggestions": True},
    {"answered": True, "language": "ru"},
    {"answered": True, "stance": Stance.FOR},
    {"answered": True, "words": "common"},
    {"mine": True},
    {"mine": True, "words": "common"},
]


def rows_of(
    amendment: Any, authors: list[int], first: int, count: int, replies: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield comments of which the first one has the replies; a word of each half and rare ones."""
    now = clock.now()
    for number in range(first, first + count):
        reply = first < number <= first + replies
        body = " ".join(
            word
            for word, each in (("common", 2), ("often", 3), ("rarely", 1999), ("said", 1))
            if number % each == 0
        )
        agrees = number * 7919 % 23
        suggests = not reply and number % 10 == 3
        row = {
            "consultation_id": amendment.consultation_id,
            "amendment_id": amendment.id,
            "id": number,
            "revision": 1,
            "author_id": authors[(number // 10 if suggests else number) % len(authors)],
            "parent_id": first if reply else None,
            "root_id": first if reply else None,
            "stance": None if reply else list(Stance)[number % 3],
            "language": "ru" if number % 50 == 3 else "en",
            "body": body,
            "clause": str(number // 10 % 4) if suggests or number % 10 == 4 else None,
            "suggestion": "delete" if suggests else None,
            "suggested": None,
            "state": "published",
            "listed": True,
            "held_for": [],
            "answered_at": now if not reply and number % 40 == 7 else None,
            "agrees": agrees,
            "score": agrees,
            "strength": strength(agrees, 0),
            "replies": replies if number == first else 0,
            "created_at": now,
        }
        yield row | {"terms": searched(SimpleNamespace(**row))}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest) -> SimpleNamespace:
    """A small amendment, a big one, and one whose comments all came later, on each database."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    empty(app)
    make = Make(app)
    place = make.consultation()
    small, big, later = (make.amendment(place) for _ in range(3))
    authors = [make.account().id for _ in range(4)]

    def fill() -> None:
        people = [
            {"id": 1000 + n, "email": "", "email_key": f"e{n}", "pseudonym": f"P{n}",
             "pseudonym_key": f"p{n}", "password_hash": "", "language": "en",
             "created_at": clock.now()}
            for n in range(700)
        ]  # fmt: skip
        db.session.execute(insert(Account), people)
        crowd = list(range(1000, 1700))
        for amendment, first, count, replies in (
            (small, 1, SMALL, 15),
            (big, 1 + SMALL, BIG, REPLIES),
            (later, 1 + SMALL + BIG, LATER, 0),
        ):
            db.session.execute(
                insert(Comment), list(rows_of(amendment, crowd, first, count, replies))
            )
        judged = range(SMALL + REPLIES + 2, SMALL + REPLIES + 302)
        rows = [
            {"comment_id": one, "person_id": authors[0], "value": 1, "at": clock.now()}
            for one in judged
        ]
        db.session.execute(insert(CommentReaction), rows)
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))

    make.do(fill)
    return SimpleNamespace(make=make, small=small, big=big, judge=authors[0], writer=1005)


def work(crowd: SimpleNamespace, read: Callable[[], object]) -> int:
    """Return the work of a read."""
    return work_of(crowd.make, read)


def first_of_the_small(crowd: SimpleNamespace, order: Order) -> int:
    """Return what the first page of the small amendment costs."""
    filters = Filters(order=order)
    return work(crowd, lambda: page_of(crowd.small.id, filters, reader_id=crowd.judge))


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("asked", BY_INDEX, ids=str)
def test_any_page_of_any_order_and_filter_costs_what_a_small_one_does(
    crowd: SimpleNamespace, order: Order, asked: dict[str, Any]
) -> None:
    most = 2 * first_of_the_small(crowd, order)
    filters = Filters(order=order, **asked)
    deep = {Order.NEWEST: str(SMALL + REPLIES + 900), Order.AGREED: f"3_{SMALL + REPLIES + 900}"}
    for after in (None, deep[order]):
        read = {"after": after, "reader_id": crowd.judge}
        spent = work(crowd, partial(page_of, crowd.big.id, filters, **read))
        assert spent <= most, (spent, most)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("asked", FOUND, ids=str)
def test_words_and_many_filters_never_read_all_comments(
    crowd: SimpleNamespace,
    order: Order,
    asked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A list walked less far shows an endless walk among fewer comments.
    monkeypatch.setattr(finding, "WINDOWS", (40, 120))
    monkeypatch.setattr(finding, "COMMON", 8)
    whole = {"sqlite": 12 * BIG, "postgresql": BIG // 4}[crowd.make.read(dialect)]
    filters = Filters(order=order, **asked)
    for after in (None, "3_900" if order == Order.AGREED and not filters.flat else "3000"):
        read = {"after": after, "reader_id": crowd.writer}
        spent = work(crowd, partial(page_of, crowd.big.id, filters, **read))
        assert spent <= whole, (spent, whole)


def dialect() -> str:
    """Return which database it is."""
    return db.engine.dialect.name


def test_any_page_of_a_thread_of_many_replies_costs_what_a_small_one_does(
    crowd: SimpleNamespace,
) -> None:
    most = 2 * first_of_the_small(crowd, Order.NEWEST)
    long = crowd.make.read(partial(comment_by_id, 1 + SMALL))
    for after in (None, str(SMALL + REPLIES // 2)):
        spent = work(crowd, partial(thread_of, long, after, crowd.judge))
        assert spent <= most, (spent, most)


def test_a_page_shows_no_more_of_a_long_thread_than_its_first_replies(
    crowd: SimpleNamespace,
) -> None:
    most = 2 * first_of_the_small(crowd, Order.NEWEST)
    filters = Filters(order=Order.NEWEST)
    spent = work(crowd, partial(page_of, crowd.big.id, filters, after=str(2 + SMALL)))
    assert spent <= most, (spent, most)


def test_the_pages_of_clauses_and_suggestions_cost_what_small_ones_do(
    crowd: SimpleNamespace,
) -> None:
    most = 2 * first_of_the_small(crowd, Order.AGREED)
    for after in (None, f"4_{SMALL + BIG // 2}"):
        of_clause = partial(suggestions.on_clause, crowd.big.id, "2", after, crowd.judge)
        spent = work(crowd, of_clause)
        assert spent <= most, (spent, most)
    for after in (None, f"1_4_{SMALL + BIG // 2}"):
        keys = ["0", "1", "2"]
        page = partial(suggestions.suggested_in, crowd.big.id, keys, after, crowd.judge)
        spent = work(crowd, page)
        assert spent <= most, (spent, most)


def test_the_next_card_reads_no_more_than_its_equals_and_what_was_judged(
    crowd: SimpleNamespace,
) -> None:
    whole = {"sqlite": 25 * BIG, "postgresql": BIG // 2}[crowd.make.read(dialect)]
    for person in (crowd.judge, crowd.writer):
        spent = work(crowd, partial(next_card, crowd.big.id, person))
        assert spent <= whole, (spent, whole)


def test_of_many_reactions_the_latest_alone_are_counted(
    crowd: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "MOST_COUNTED", 100)
    card = crowd.make.read(partial(next_card, crowd.big.id, crowd.judge))
    assert (card.seen, card.more) == (100, True)
    monkeypatch.setattr(cards, "MOST_COUNTED", 1000)
    card = crowd.make.read(partial(next_card, crowd.big.id, crowd.judge))
    assert (card.seen, card.more) == (300, False)
