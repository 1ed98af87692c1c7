"""Pages answered before Flask: the same as from Flask, and never older than promised."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.consultations.models import Amendment
from consult.consultations.queries import the_consultation
from consult.consultations.rules import State
from consult.core import clock
from consult.core.cache import Cache
from consult.core.direct import Direct
from consult.web import front
from consult.web.permit import FRESH
from tests.make import Make
from tests.pages import Visitor
from tests.web.test_pieces import inflated

ZIPPED = {"Accept-Encoding": "gzip"}
FIXED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


def home(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def passing(visitor: Visitor) -> Visitor:
    """Return somebody who wrote nothing a moment ago."""
    visitor.client.delete_cookie(FRESH)
    return visitor


@pytest.fixture(autouse=True)
def tick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], None]]:
    """Move the clock of the cache on by some seconds."""
    at = [1000.0]
    monkeypatch.setattr(clock, "ticks", lambda: at[0])

    def move(seconds: float) -> None:
        at[0] += seconds

    yield move


@pytest.fixture
def flask_calls(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that Flask was asked for."""
    layer, asked = app.extensions["consult_front"], list[str]()
    behind = layer._behind

    def note(environ: dict[str, Any], start: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return behind(environ, start)

    monkeypatch.setattr(layer, "_behind", note)
    return asked


def test_a_visitor_is_answered_without_flask_and_without_the_database(
    make: Make, visitor: Visitor, flask_calls: list[str]
) -> None:
    amendment = make.comment().amendment
    first = passing(visitor).get(home(amendment))
    with make.counted() as statements:
        again = visitor.get(home(amendment))
    assert flask_calls == [home(amendment)] and not statements
    assert first.response.data == again.response.data
    assert again.response.headers["Cache-Control"] == "public, max-age=1"
    assert "Set-Cookie" not in again.response.headers


def test_somebody_signed_in_costs_one_small_read(
    make: Make, visitor: Visitor, flask_calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make.comment()
    passing(visitor).sign_in(make.account()).get(home(comment.amendment))
    reads, rows = [], Direct.rows
    monkeypatch.setattr(Direct, "rows", lambda *given: reads.append(given[1]) or rows(*given))
    with make.counted() as statements:
        page = visitor.get(home(comment.amendment))
    assert len(flask_calls) == 1 and len(reads) == 1 and not statements
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert page.submit("/vote", button=("choice", "support")).status == 303


@pytest.mark.parametrize("signed_in", [False, True])
def test_flask_and_the_layer_before_it_say_the_same(
    make: Make, visitor: Visitor, signed_in: bool
) -> None:
    comment = make.comment()
    if signed_in:
        person = make.account()
        make.reaction(comment, "agree", person)
        visitor.sign_in(person)
    passing(visitor)
    slow, fast = (visitor.get(home(comment.amendment)) for _ in range(2))
    for page in (slow, fast):
        for field in page.all("//input[@name='csrf_token']"):
            field.set("value", "")
    assert slow.tree is not None and fast.tree is not None
    assert [*map(str, slow.tree.itertext())] == [*map(str, fast.tree.itertext())]
    assert slow.all("//@*") == fast.all("//@*")
    for name in (*FIXED, "Cache-Control", "Content-Type"):
        assert slow.response.headers[name] == fast.response.headers[name], name
    assert "Cookie" in fast.response.headers["Vary"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_compressed_page_is_one_gzip_member_with_the_plain_page_in_it(
    make: Make, visitor: Visitor, signed_in: bool
) -> None:
    comment = make.comment()
    if signed_in:
        visitor.sign_in(comment_author := make.account())
        make.reaction(comment, "pass", comment_author)
    passing(visitor).get(home(comment.amendment))
    plain = visitor.client.get(home(comment.amendment)).data
    zipped = visitor.client.get(home(comment.amendment), headers=ZIPPED)
    assert zipped.headers["Content-Encoding"] == "gzip"
    found = inflated(zipped.data)
    assert len(found) == len(plain)
    if not signed_in:
        assert found == plain


def test_who_has_the_page_already_is_told_so(make: Make, visitor: Visitor) -> None:
    where = home(make.comment().amendment)
    passing(visitor).get(where)
    etag = visitor.client.get(where, headers=ZIPPED).headers["ETag"]
    same = visitor.client.get(where, headers=ZIPPED | {"If-None-Match": etag})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == etag and same.headers["Content-Security-Policy"]
    head = visitor.client.head(where)
    assert head.status_code == 200 and not head.data and int(head.headers["Content-Length"]) > 5000


def test_a_write_shows_to_its_writer_at_once_and_to_everybody_within_two_seconds(
    make: Make, visitor: Visitor, tick: Callable[[float], None], app: Flask
) -> None:
    amendment = make.comment().amendment
    passing(visitor).get(home(amendment))
    tick(0.5)
    make.comment(amendment, body="A new thought about chambers.")
    fresh = visitor.another()
    assert "A new thought" in fresh.get(home(amendment)).text
    app.extensions["consult_front"].forget()
    passing(visitor).get(home(amendment))
    make.comment(amendment, body="Another thought, newer.")
    tick(0.85)
    assert "Another thought" not in visitor.get(home(amendment)).text
    tick(0.1)
    page = next(iter(front.kept_pages(app)._entries.values()))[0]
    assert page.first_to_look(clock.ticks(), front.SECOND), "somebody else makes it anew"
    assert "Another thought" not in visitor.get(home(amendment)).text
    tick(0.88)
    assert "Another thought" in visitor.get(home(amendment)).text


def test_a_passing_date_ends_a_page(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    amendment, now = make.amendment(make.consultation(closes_in=timedelta(hours=1))), clock.now()
    assert "Open until" in passing(visitor).get(home(amendment)).text
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    text = visitor.get(home(amendment)).text
    assert "Open until" not in text and "Closed on" in text


def test_a_draft_is_never_kept(make: Make, visitor: Visitor, app: Flask) -> None:
    place = make.consultation()
    amendment = make.amendment(place)
    official = visitor.another().sign_in(make.official(place))

    def draft() -> None:
        the_consultation(place.slug).state = State.DRAFT

    make.do(draft)
    assert official.get(home(amendment)).status == 200
    assert passing(visitor).get(home(amendment)).status == 404
    assert visitor.another().sign_in(make.account()).get(home(amendment)).status == 404
    assert front.kept_pages(app).held == 0


ODD = [
    ("/en/consultations/%D0%B9/amendments/%FF", "", ""),
    ("/en/consultations/a/amendments/..%2f..", "", ""),
    ("/en/consultations/a/amendments/1", "order=%00&after=" + "9" * 400, ""),
    ("/en/consultations/a/amendments/1", "&".join(["x=1"] * 90), ""),
    ("/en/rules", "%ff=1", "consult_session=" + "x" * 5000),
    ("/en/consultations/a/amendments/1", "", 'consult_session="; consult_session=b'),
    ("/en/consultations/a/amendments/1", "", "consult_session=\xff\xfe; =; ;;; consult_view=\x00"),
    ("//en//", "", "a=b;" * 2000),
]


@pytest.mark.parametrize(("path", "query", "cookies"), ODD)
def test_odd_requests_go_to_flask_and_nothing_fails(
    app: Flask, make: Make, caplog: pytest.LogCaptureFixture, path: str, query: str, cookies: str
) -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": cookies,
        "SERVER_NAME": "x", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
    }  # fmt: skip
    said: list[str] = []
    with caplog.at_level(logging.ERROR):
        b"".join(app.wsgi_app(environ, lambda status, _headers, *_rest: said.append(status)))
    assert said and not said[0].startswith("5")
    assert not [one for one in caplog.records if one.name == "consult.web.front"]


def test_the_cache_stays_within_its_bytes() -> None:
    cache = Cache(1000)
    for number in range(500):
        cache.put(number, "page", 90)
        assert cache.held <= 1000
    assert cache.get(499) == "page" and cache.get(0) is None
    cache.put("large", "page", 2000)
    assert cache.get("large") is None


def test_a_page_for_everybody_is_kept_for_a_second_and_one_with_a_form_is_not(
    make: Make, visitor: Visitor, flask_calls: list[str], tick: Callable[[float], None]
) -> None:
    for path in ("/en/rules", "/en/rules", "/en/sign-in", "/en/sign-in"):
        passing(visitor.another()).get(path)
    assert flask_calls == ["/en/rules", "/en/sign-in", "/en/sign-in"]
    tick(1)
    passing(visitor).get("/en/rules")
    assert flask_calls[3:] == ["/en/rules"]
