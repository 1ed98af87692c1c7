"""A page that one node rendered is shown by another, the same to everybody, out of Redis."""

import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from consult.accounts.models import Account
from consult.accounts.rules import Role
from consult.comments.models import Comment
from consult.consultations.queries import the_amendment
from consult.consultations.views.shared_page import SharedPage
from consult.core import clock
from consult.core.db import db
from consult.core.redis import SharedCache
from consult.votes.actions import cast_vote
from consult.votes.rules import Choice
from consult.web import edition, shared
from consult.web.permit import FRESH
from tests.comments.places import home
from tests.core.test_shared_cache import LittleRedis
from tests.make import Make
from tests.pages import Page, Visitor

OWN = re.compile(r'(name="csrf_token"[^>]*value=|data-drafts=)"[^"]*"')


@pytest.fixture
def redis(app: Flask) -> Iterator[LittleRedis]:
    made = LittleRedis()
    app.extensions["consult_shared_cache"] = SharedCache(made.url)
    yield made
    del app.extensions["consult_shared_cache"]
    made.listener.close()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[SharedPage]:
    """Return the pages that were rendered."""
    done, render = list[SharedPage](), SharedPage._rendered

    def note(page: SharedPage) -> list[shared.Part]:
        done.append(page)
        return render(page)

    monkeypatch.setattr(SharedPage, "_rendered", note)
    return done


def suspend(number: int) -> None:
    until = clock.now() + timedelta(days=3)
    db.session.execute(update(Account).where(Account.id == number).values(suspended_until=until))


def another_node(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on as a process that remembers nothing and marks holes with a number of its own."""
    app.extensions["consult_front"].forget()
    nonce = secrets.token_hex(8)
    monkeypatch.setattr(shared, "_NONCE", nonce)
    again = re.compile(f"\x02{nonce}:([a-z_]+):([^\x03]*)\x03")
    monkeypatch.setattr(shared, "_MARK", again)


def people(make: Make, visitor: Visitor, comment: Comment) -> dict[str, Visitor]:
    """Return readers of all kinds, by what they are."""
    amendment = comment.amendment
    place = amendment.consultation
    voter, reactor, waiting, suspended = (make.account() for _ in range(4))
    make.do(lambda: suspend(suspended.id))
    here = (place.slug, amendment.number)
    make.do(lambda: cast_vote(the_amendment(*here), make.reader(voter), Choice.OPPOSE, 1))
    make.reaction(comment, "disagree", reactor)
    make.comment(amendment, waiting, body="Call me: +7 701 123 45 67")
    writer = make.account(pseudonym="Quiet writer 77")
    make.comment(amendment, writer, body="A thought of somebody else.")
    accounts = {
        "citizen": make.account(pseudonym="Silent reader 88"),
        "voter": voter,
        "reactor": reactor,
        "waiting": waiting,
        "writer": writer,
        "suspended": suspended,
        "official": make.official(place),
        "moderator": make.moderator(place),
        "administrator": make.staff(Role.ADMINISTRATOR),
    }
    found = {name: visitor.another().sign_in(one) for name, one in accounts.items()}
    return {"nobody": visitor, **found}


def seen(page: Page) -> str:
    assert page.status == 200
    return OWN.sub("", page.text)


def test_another_node_shows_the_same_to_everybody_without_rendering(
    app: Flask,
    make: Make,
    visitor: Visitor,
    redis: LittleRedis,
    rendered: list[SharedPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comment = make.comment()
    path = home(comment.amendment)
    readers = people(make, visitor, comment)
    before = {}
    for name, one in readers.items():
        one.client.delete_cookie(FRESH)
        before[name] = [seen(one.get(path)) for _ in range(2)]
    assert len(rendered) == 1 and len(redis.kept) == 1
    another_node(app, monkeypatch)
    for name, one in readers.items():
        assert [seen(one.get(path)) for _ in range(2)] == before[name], name
    assert len(rendered) == 1
    assert "\x02" not in before["citizen"][0]


def test_what_lies_in_redis_is_nobodys(make: Make, visitor: Visitor, redis: LittleRedis) -> None:
    comment = make.comment()
    readers = people(make, visitor, comment)
    for one in readers.values():
        one.get(home(comment.amendment))
    texts = [zlib.decompress(value).decode() for value in redis.kept.values()]
    secret = ["Silent reader 88", "+7 701", 'aria-pressed=\\"true', "You voted", "badge-own"]
    secret += [
        one.client.get_cookie("consult_session").value
        for name, one in readers.items()
        if name != "nobody"
    ]
    assert texts and not [one for one in secret for text in texts if one in text]
    assert "Quiet writer 77" in texts[0], "what everybody reads is there"


def test_a_new_comment_is_rendered_anew_and_nonsense_is_passed_over(
    app: Flask,
    make: Make,
    visitor: Visitor,
    redis: LittleRedis,
    rendered: list[SharedPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    amendment = make.comment().amendment
    visitor.get(home(amendment))
    make.comment(amendment, body="The second thought.")
    another_node(app, monkeypatch)
    assert "The second thought." in visitor.get(home(amendment)).text
    assert len(rendered) == 2
    for nonsense in (b"", b"x", zlib.compress(b"[1]"), zlib.compress(b'{"ends": 1}')):
        redis.kept = dict.fromkeys(redis.kept, nonsense)
        another_node(app, monkeypatch)
        assert "The second thought." in visitor.get(home(amendment)).text
    assert len(rendered) == 6


def test_other_software_and_other_settings_use_other_pages(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["consult_settings"]
    names = {edition.edition(settings)}
    for change in ({"site_name": "Another"}, {"secret_key": "u" * 40}):
        names.add(edition.edition(replace(settings, **change)))
    monkeypatch.setattr(edition, "_files", lambda: "other files")
    names.add(edition.edition(settings))
    assert len(names) == 4


def test_without_redis_nothing_is_packed(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.consultations.views.between_nodes._said", pytest.fail)
    monkeypatch.setattr("consult.consultations.views.between_nodes._key", pytest.fail)
    assert visitor.get(home(make.comment().amendment)).status == 200
