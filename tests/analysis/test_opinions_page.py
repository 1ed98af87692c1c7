"""The page of opinion groups: what it tells, to everybody, and what it never shows."""

import pytest
from flask import Flask
from sqlalchemy import update

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core.db import db
from tests.analysis.test_groups import BOTH
from tests.analysis.test_strength import compute, crowd
from tests.comments.places import home
from tests.conftest import empty
from tests.make import Make
from tests.pages import Visitor


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """Pages are the same on both databases."""
    empty(sqlite_app)
    return sqlite_app


def test_a_visitor_reads_the_groups_in_words_and_as_a_map(make: Make, visitor: Visitor) -> None:
    amendment, comments = crowd(make)
    compute(make, amendment)
    page = visitor.get(f"{home(amendment)}/opinions")
    assert page.h1 == "Opinion groups"
    sizes = page.tree.xpath("//section[@aria-labelledby='groups']//ul/li")
    assert [one.text_content() for one in sizes] == [
        "Group 1: 57 people (70.4%)",
        "Group 2: 24 people (29.6%)",
    ]
    assert len(page.tree.xpath("//svg[@role='img']/title")) == 1
    agreed = page.tree.xpath("//section[@aria-labelledby='agreed']//ol/li[1]")[0]
    assert f"Comment {comments[BOTH]}" in agreed.text_content()
    link = agreed.xpath(".//p/a/@href")[0]
    assert link.endswith(f"/comments/{comments[BOTH]}") and visitor.get(link).status == 200
    for part in ("agreed", "divides", "typical"):
        assert page.tree.xpath(f"//section[@aria-labelledby='{part}']//ol/li")
    assert page.tree.xpath("count(//*[@style])") == 0
    assert visitor.get(home(amendment)).tree.xpath("//a[contains(@href, '/opinions')]")


def test_a_comment_that_was_hidden_since_is_left_out(make: Make, visitor: Visitor) -> None:
    amendment, comments = crowd(make)
    compute(make, amendment)
    hidden = update(Comment).where(Comment.id == comments[BOTH]).values(state=State.HIDDEN)
    make.do(lambda: db.session.execute(hidden))
    page = visitor.get(f"{home(amendment)}/opinions")
    assert page.status == 200
    links = page.tree.xpath("//ol//p/a/@href")
    assert links and not any(one.endswith(f"/comments/{comments[BOTH]}") for one in links)


def test_without_groups_the_page_says_from_when_on_there_are_some(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    page = visitor.get(f"{home(amendment)}/opinions")
    assert page.status == 200
    assert "at least 30 people" in page.tree.xpath("string(//p[@class='empty'])")
    assert not page.tree.xpath("//main//svg")
    assert not visitor.get(home(amendment)).tree.xpath("//a[contains(@href, '/opinions')]")
