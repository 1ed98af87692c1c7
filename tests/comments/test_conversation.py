"""The conversation: pages in keyset order, the strongest, replies, and few statements."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.comments import actions, picking, queries
from consult.comments.filters import Filters
from consult.comments.models import Comment, CommentCount
from consult.comments.rules import PER_PAGE, REPLIES_SHOWN, Order, Reaction, Stance, State, strength
from consult.consultations.models import Amendment
from consult.core.db import db
from tests.comments.crowds import many
from tests.comments.test_states import change
from tests.make import Make


def all_pages(make: Make, amendment: Amendment, **how: Any) -> list[Any]:
    """Read the list to its end."""
    seen: list[Any] = []
    after = None
    while True:
        page = make.read(
            lambda after=after: queries.page_of(amendment.id, Filters(**how), after=after)
        )
        assert len(page.items) <= PER_PAGE
        seen += [branch.comment for branch in page.items]
        after = page.after
        if after is None:
            return seen


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("stance", [None, Stance.AGAINST])
def test_the_pages_together_hold_every_thread_once_and_in_order(
    make: Make, order: Order, stance: Stance | None
) -> None:
    amendment, other = make.amendment(), make.amendment()
    make.comment(other)
    rng = random.Random(3)
    many(make, amendment, 93, lambda _number: rng.choice([-1, 0, 0, 0, 2]))
    seen = all_pages(make, amendment, order=order, stance=stance)
    rows = make.all(
        select(Comment.id, Comment.score).where(
            Comment.amendment_id == amendment.id,
            Comment.root_id.is_(None),
            *([Comment.stance == stance] if stance else []),
        )
    )
    if order == Order.AGREED:
        expected = sorted(rows, key=lambda row: (-row.score, -row.id))
    else:
        expected = sorted(rows, key=lambda row: -row.id)
    assert [row.id for row in seen] == [row.id for row in expected]


def test_held_and_withdrawn_comments_take_no_place_and_stones_do(make: Make) -> None:
    amendment = make.amendment()
    made = [make.comment(amendment) for _ in range(5)]
    change(make, made[0], State.HELD)
    change(make, made[1], State.WITHDRAWN)
    change(make, made[2], State.HIDDEN)
    change(make, made[3], State.HELD, State.REJECTED)
    seen = all_pages(make, amendment, order=Order.NEWEST)
    assert [row.id for row in seen] == [made[4].id, made[3].id, made[2].id]
    assert [(row.body is None, row.author is None) for row in seen[1:]] == [(True, True)] * 2


@pytest.mark.parametrize("count", [2, 2000])
def test_the_conversation_takes_a_few_statements_whatever_its_size(make: Make, count: int) -> None:
    amendment, reader = make.amendment(), make.account()
    many(make, amendment, count, lambda number: number % 7)
    for how in (
        {},
        {"filters": Filters(order=Order.NEWEST)},
        {"after": "3_900"},
        {"filters": Filters(stance=Stance.FOR)},
        {"filters": Filters(words="text"), "sent": 3},
    ):
        # Words are looked for in up to three statements of their own; see `finding`.
        most = 7 if "sent" in how else 4
        with make.counted() as statements:
            make.read(lambda how=how: queries.conversation(amendment, reader.id, **how))
        assert len(statements) <= most, statements


def test_the_lists_read_their_partial_indexes(sqlite_app: Flask) -> None:
    """On SQLite, which says whether an index fits at all; PostgreSQL chooses by statistics."""
    make = Make(sqlite_app)
    for order, stance, after in (("agreed", "", ""), ("agreed", "for", "3_9"), ("newest", "", "9")):
        shown = Stance(stance) if stance else None
        filters = Filters(order=Order(order), stance=shown)
        used = plan(make, partial(picking.picked, 1, filters, after, None))
        assert f"ix_comments{'_stance' if stance else ''}_{order}" in used
    clause = Filters(clause="p1")
    assert "ix_comments_clause" in plan(make, partial(picking.picked, 1, clause, None, None))
    assert "ix_comments_strongest" in plan(make, partial(picking.strongest, 1, Stance.FOR))


def plan(make: Make, query: Callable[[], Any]) -> str:
    def work() -> str:
        compiled = str(query().compile(db.engine, compile_kwargs={"literal_binds": True}))
        return str(db.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all())

    return make.read(work)


def test_a_root_shows_its_first_replies_and_says_how_many_are_left(make: Make) -> None:
    amendment = make.amendment()
    root, other = make.comment(amendment), make.comment(amendment)
    replies = [make.comment(parent=root) for _ in range(7)]
    change(make, replies[0], State.HELD)
    make.comment(parent=other)
    page = make.read(lambda: queries.page_of(amendment.id))
    first, second = page.items
    assert (len(first.replies), first.more) == (1, 0)
    shown = [branch.comment.id for branch in second.replies]
    assert shown == [reply.id for reply in replies[1 : 1 + REPLIES_SHOWN]]
    assert second.more == 1


def test_the_page_of_a_thread_holds_all_its_replies(make: Make) -> None:
    amendment = make.amendment()
    many(make, amendment, 150, lambda _number: 0)
    first = make.scalar(select(Comment.id).order_by(Comment.id).limit(1))
    root = make.read(lambda: queries.comment_by_id(first))
    seen, after = [], None
    while True:
        page = make.read(lambda after=after: queries.thread_of(root, after))
        seen += [branch.comment.id for branch in page.items]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 50 and seen == sorted(seen)


def test_the_strongest_have_somebody_who_agrees_and_are_published(make: Make) -> None:
    amendment, reader = make.amendment(), make.account()
    weak, strong, hidden = (make.comment(amendment) for _ in range(3))
    against = make.comment(amendment, stance="against")
    make.reaction(weak)
    make.reaction(weak, "disagree")
    for _ in range(2):
        make.reaction(strong)
    for _ in range(3):
        make.reaction(hidden)
    change(make, hidden, State.HIDDEN)
    make.reaction(against, "disagree")
    best = make.read(lambda: queries.conversation(amendment, reader.id)).best
    assert best.strongest_for.id == strong.id
    assert best.strongest_against is None


def test_an_author_sees_their_own_waiting_comments_and_nobody_elses(make: Make) -> None:
    amendment, author = make.amendment(), make.account()
    mine = make.comment(amendment, author, body="8 701 123 45 67")
    make.comment(amendment, body="8 701 123 45 67")
    talk = make.read(lambda: queries.conversation(amendment, author.id))
    assert [row.id for row in talk.best.waiting] == [mine.id]
    assert make.read(lambda: queries.conversation(amendment, None)).best.waiting == []


def test_my_reaction_and_my_comments_are_mine_alone(make: Make) -> None:
    amendment, reader = make.amendment(), make.account()
    comment = make.comment(amendment)
    make.reaction(comment, "disagree", reader)
    make.reaction(comment, "agree")
    mine = make.read(lambda: queries.page_of(amendment.id, reader_id=reader.id)).items[0]
    nobody = make.read(lambda: queries.page_of(amendment.id)).items[0]
    author = make.read(lambda: queries.page_of(amendment.id, reader_id=comment.author_id)).items[0]
    assert (mine.comment.reaction, nobody.comment.reaction) == (-1, None)
    assert (bool(author.comment.mine), bool(mine.comment.mine)) == (True, False)


def test_counters_of_reactions_equal_a_recount(make: Make) -> None:
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(2)]
    people, rng = [make.reader(make.account()) for _ in range(5)], random.Random(5)

    def work() -> None:
        for _ in range(80):
            comment = queries.comment_by_id(rng.choice(comments).id)
            actions.react(comment, rng.choice(people), rng.choice(list(Reaction)))

    make.do(work)
    for row in make.all(select(Comment.__table__)):
        values = [
            value
            for (value,) in make.all(
                text(f"SELECT value FROM reactions WHERE comment_id = {row.id}")
            )
        ]
        agrees, disagrees = values.count(1), values.count(-1)
        assert (row.agrees, row.disagrees, row.passes) == (agrees, disagrees, values.count(0))
        assert row.score == agrees - disagrees
        assert row.strength == strength(agrees, disagrees)


def test_somebodys_comments_are_listed_for_them_in_every_state(make: Make) -> None:
    amendment = make.amendment()
    author = many(make, amendment, PER_PAGE + 2, lambda _number: 0)
    make.comment(amendment)
    latest = make.comment(amendment, author)
    change(make, latest, State.HIDDEN, ground="spam", decided=True)
    first = make.read(lambda: queries.comments_of(author.id))
    second = make.read(lambda: queries.comments_of(author.id, first.after))
    ids = [row.id for row in [*first.items, *second.items]]
    mine = make.all(select(Comment.id).where(Comment.author_id == author.id))
    assert ids == sorted((row.id for row in mine), reverse=True)
    assert (first.items[0].state, first.items[0].ground) == ("hidden", "spam")
    assert first.items[0].slug == amendment.consultation.slug


def test_counts_are_zero_where_nobody_wrote(make: Make) -> None:
    amendment = make.amendment()
    assert make.read(lambda: queries.counts_of(amendment.id)).comments == 0
    assert make.read(lambda: queries.counts_in(amendment.consultation_id)) == {}
    assert make.all(select(CommentCount.amendment_id)) == []
