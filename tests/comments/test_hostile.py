"""Hostile texts and addresses: shown as texts, answered as not found."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from consult.comments import actions
from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Invalid
from tests.comments.places import address, home
from tests.make import Make
from tests.pages import Visitor
from tests.shared_data import naughty_strings, needs_data


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


HOSTILE = [
    "<script>alert(1)</script>",
    'javascript:alert(1) <a href="javascript:alert(1)">x</a>',
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "\u202egnp.exe\u202c and \u2066more",
    "a\x00b\ufffec\uffffd\x1b[31m",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE comments; --",
    "%s %d %(name)s {name} {0}",
    "Z̷̢͌a̴̡̛l̵̯̈g̷̨̚o̸̢͝",
    "👩‍👩‍👧‍👦 ﷽ ﷺ",
    "A" * 5000,
]


def test_hostile_texts_are_shown_as_texts(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    check_hostile(make, visitor, amendment, HOSTILE)


@needs_data
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # the forms take all on SQLite
def test_the_big_list_of_naughty_strings_is_shown_as_texts(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    check_hostile(make, visitor, amendment, naughty_strings())


def check_hostile(make: Make, visitor: Visitor, amendment: Amendment, texts: list[str]) -> None:
    writer = make.reader(make.account())
    taken = []

    def send_and_forget(text: str) -> int:
        number = send(amendment, writer, text)
        forget(writer.id)
        return number

    for text in texts:
        try:
            taken.append(make.do(partial(send_and_forget, text)))
        except Invalid:
            assert not text.strip("\x00\ufeff \n") or len(text) > 5000 or not text.isprintable()
    assert len(taken) > len(texts) * 0.9
    after = ""
    while after is not None:
        page = visitor.get(f"{home(amendment)}?order=newest{after}")
        assert page.status == 200
        assert not page.all("//ol//script|//ol//img|//ol//*[@onerror or @onmouseover]")
        links = page.all("//div[@class='comment-text']//a/@href")
        assert all(link.startswith(("http://", "https://")) for link in links)
        following = page.all("//a[@rel='next']/@href")
        after = "&after=" + following[0].split("after=")[1].split("#")[0] if following else None


def send(amendment: Amendment, writer: object, text: str) -> int:
    written = {"stance": "for", "body": text, "language": "en"}
    return actions.write_comment(amendment, writer, **written).id


def forget(author_id: int) -> None:
    """Move what was just written out of the hour, so that the limit stays away."""
    now = clock.now()
    recent = (Comment.author_id == author_id) & (Comment.created_at > now - timedelta(hours=1))
    db.session.execute(update(Comment).where(recent).values(created_at=now - timedelta(hours=2)))


@pytest.mark.parametrize("place", ["x", "1_2_3", "9" * 30, "1_", "-"])
def test_a_broken_place_in_the_list_is_not_found(make: Make, visitor: Visitor, place: str) -> None:
    comment = make.comment()
    assert visitor.get(f"{home(comment.amendment)}?after={place}").status == 404
    assert visitor.get(f"{address(comment)}?after={place}").status == 404


def test_a_comment_is_found_under_its_own_amendment_only(make: Make, visitor: Visitor) -> None:
    comment, other = make.comment(), make.amendment()
    assert visitor.get(f"{home(other)}/comments/{comment.id}").status == 404
    assert visitor.get(f"{home(comment.amendment)}/comments/{'9' * 30}").status == 404
