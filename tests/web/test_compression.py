"""Pages and files travel compressed, and no token can be guessed from a page's size."""

import gzip

from flask import Flask

from consult.web.tokens import mask, unmask
from tests.make import Make
from tests.pages import Visitor

ZIPPED = {"Accept-Encoding": "gzip"}


def test_a_page_is_the_same_compressed_and_plain(visitor: Visitor) -> None:
    plain = visitor.client.get("/en/about")
    zipped = visitor.client.get("/en/about", headers=ZIPPED)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_stylesheet_is_compressed_and_kept_by_the_browser(app: Flask) -> None:
    answer = app.test_client().get("/static/consult.css", headers=ZIPPED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 12_000
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    again = app.test_client().get(
        "/static/consult.css", headers={**ZIPPED, "If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code in {200, 304}
    assert app.test_client().get("/static/nothing.css", headers=ZIPPED).status_code == 404
    assert app.test_client().get("/static/../app.py", headers=ZIPPED).status_code == 404


def test_a_page_travels_in_less_than_60_kilobytes(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    for number in range(30):
        make.comment(amendment, body=f"{number}: " + "words that people write " * 20)
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    client = visitor.sign_in(make.account()).client
    parts = [path, "/static/consult.css", "/static/consult.js", "/static/icons/mark.svg"]
    assert sum(len(client.get(one, headers=ZIPPED).data) for one in parts) < 60_000


def test_each_page_writes_the_token_differently_and_all_of_them_work(
    make: Make, visitor: Visitor
) -> None:
    page, again = (visitor.get("/en/sign-in") for _ in range(2))
    tokens = [one.all("//input[@name='csrf_token']/@value")[0] for one in (page, again)]
    assert tokens[0] != tokens[1]
    assert unmask(tokens[0]) == unmask(tokens[1])
    for one in (page, again):
        assert one.submit("/sign-in", email="a@b.example", password="wrong").status == 422


def test_a_made_up_token_is_refused(visitor: Visitor) -> None:
    visitor.get("/en/sign-in")
    for token in ("", "x", "%%%", "A" * 300, mask("made up"), "\x00"):
        assert visitor.post("/en/sign-in", data={"csrf_token": token}).status == 400
