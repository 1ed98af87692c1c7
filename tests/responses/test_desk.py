"""The list of submissions: what waits, in which order, counted by counters that equal a recount."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, insert, select, text

from consult.comments.filters import Filters
from consult.comments.models import Comment
from consult.comments.picking import picked
from consult.comments.rules import Order, State
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.responses.queries import Meter, meter_of, waiting, without_answer
from tests.comments.test_suggestions import suggest
from tests.make import Make
from tests.pages import Page, Visitor
from tests.summaries.busy import comment_values


def desk(visitor: Visitor, of: Amendment, **asked: str) -> Page:
    address = f"/en/consultations/{of.consultation.slug}/submissions"
    return visitor.get(address, query_string=asked)


def texts(page: Page) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.all("//*[@class='comment-text']")]


def suggestion(make: Make, amendment: Amendment, body: str) -> Comment:
    suggest(Visitor(make.app).sign_in(make.account()), amendment, body=body)
    return make.scalar(select(Comment).where(Comment.body == body))


def test_suggestions_stand_first_and_what_has_a_draft_stands_apart(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    plain = make.comment(amendment, body="A plain comment.")
    make.comment(parent=plain, body="A reply.")
    suggestion(make, amendment, "A suggestion.")
    drafted = make.comment(amendment, body="Half answered.")
    make.answer(drafted, disposition=None, reasons="", draft=True)
    make.answer(make.comment(amendment, body="Answered."), disposition="noted")
    make.decision(make.comment(amendment, body="Hidden."), make.moderator(), "hide")
    visitor.sign_in(make.official(amendment.consultation))
    assert texts(desk(visitor, amendment)) == ["A suggestion.", "A plain comment."]
    assert texts(desk(visitor, amendment, show="drafts")) == ["Half answered."]
    assert texts(desk(visitor, amendment, show="answered")) == ["Answered."]
    assert "Suggestions without an answer: 1 of 1" in desk(visitor, amendment).text
    assert "Other comments without an answer: 2 of 3" in desk(visitor, amendment).text


def test_the_list_narrows_to_an_amendment(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    other = make.amendment(amendment.consultation)
    for one in (amendment, other):
        make.answer(make.comment(one, body=f"Done {one.number}"))
        make.comment(one, body=f"Open {one.number}")
    visitor.sign_in(make.official(amendment.consultation))
    here = {"amendment": other.number}
    assert texts(desk(visitor, amendment, **here)) == [f"Open {other.number}"]
    assert texts(desk(visitor, amendment, **here, show="answered")) == [f"Done {other.number}"]


def test_a_hidden_comment_says_in_the_list_only_that_it_is_hidden(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comment = make.comment(amendment, body="Soon hidden.")
    make.answer(comment)
    make.decision(comment, make.moderator(), "hide")
    page = desk(visitor.sign_in(make.official()), amendment, show="answered")
    assert "Soon hidden." not in page.text
    assert "Hidden by a moderator" in page.text


def test_pages_follow_one_another_across_both_parts(make: Make, amendment: Amendment) -> None:
    author = make.account()
    rows = [
        comment_values(amendment, author, body=f"{n}", suggestion="keep" if n % 2 else None)
        | {"clause": f"{n}", "score": 0}
        for n in range(47)
    ]
    make.do(lambda: db.session.execute(insert(Comment), rows))
    found, after = [], None
    while True:
        page = make.read(lambda a=after: without_answer(amendment.consultation_id, None, a))
        found += [int(row.body) for row in page.items]
        after = page.after
        if after is None:
            break
    assert found == [*range(1, 47, 2), *range(0, 47, 2)]


@pytest.mark.parametrize("bad", [{"show": "all"}, {"after": "x"}, {"amendment": "404"}])
def test_what_nobody_offers_is_missing(
    make: Make, visitor: Visitor, amendment: Amendment, bad: dict[str, str]
) -> None:
    visitor.sign_in(make.official(amendment.consultation))
    assert desk(visitor, amendment, **bad).status == 404


def test_the_list_is_for_officials(make: Make, visitor: Visitor, amendment: Amendment) -> None:
    assert desk(visitor, amendment).status == 303
    assert desk(visitor.sign_in(make.moderator()), amendment).status == 403


def test_the_public_meter_equals_a_recount(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    official, moderator = make.official(amendment.consultation), make.moderator()
    made = [suggestion(make, amendment, f"Suggestion {n}.") for n in range(4)]
    made += [make.comment(amendment, body=f"Comment {n}.") for n in range(3)]
    for one in made[1:6]:
        make.answer(one, official)
    make.decision(made[1], moderator, "hide")
    make.decision(made[5], moderator, "hide")
    make.decision(made[5], moderator, "restore")
    assert make.read(lambda: meter_of(amendment.consultation_id)) == _recounted(make)
    page = visitor.get(f"/en/consultations/{amendment.consultation.slug}")
    figures = [one.text_content() for one in page.all("//dl[@class='meter']//dd")]
    assert figures == ["3", "2", "1"]
    assert "Officials answered 2 other comments." in page.text


def _recounted(make: Make) -> Meter:
    def count(*conditions: ColumnElement[bool]) -> int:
        here = [Comment.root_id.is_(None), Comment.state == State.PUBLISHED, *conditions]
        return int(make.scalar(select(func.count()).select_from(Comment).where(*here)))

    answered, suggests = Comment.answered_at.is_not(None), Comment.suggestion.is_not(None)
    return Meter(
        count(suggests), count(suggests, answered), count(~suggests), count(~suggests, answered)
    )


def test_the_list_takes_few_statements_however_much_was_said(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    rows = [comment_values(amendment, author, body=f"{n}", score=0) for n in range(100)]
    make.do(lambda: db.session.execute(insert(Comment), rows))
    visitor.sign_in(make.official(amendment.consultation))
    with make.counted() as statements:
        desk(visitor, amendment)
    assert len(statements) <= 9, statements


def test_the_lists_read_the_indexes_that_hold_only_their_own(sqlite_app: Flask) -> None:
    """On SQLite, which says whether an index fits at all; PostgreSQL chooses by statistics."""
    make = Make(sqlite_app)
    for order in Order:
        filters = Filters(order, answered=True)
        used = plan(make, partial(picked, 1, filters, None, None))
        assert f"ix_comments_answered_{order}" in used
    for suggests, index in ((True, "suggestions_to_answer"), (False, "to_answer")):
        used = plan(make, partial(waiting, 1, None, suggests=suggests))
        assert f"ix_comments_{index}" in used


def plan(make: Make, query: Callable[[], Any]) -> str:
    def work() -> str:
        compiled = str(query().compile(db.engine, compile_kwargs={"literal_binds": True}))
        return str(db.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all())

    return make.read(work)
