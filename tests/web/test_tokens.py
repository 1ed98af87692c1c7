"""Form tokens of sessions and of visitors, and the cookies that a browser then has."""

from hashlib import sha256

from flask import Flask
from sqlalchemy import delete

from consult.accounts.models import Session
from consult.core.db import db
from consult.web.tokens import mask, token_of_session, unmask
from tests.make import PASSWORD, Make
from tests.pages import Page, Visitor

COOKIE = "consult_session"
FORM_COOKIE = "consult_form"


def token(page: Page) -> str:
    return page.tree.xpath("string(//input[@name='csrf_token']/@value)")


def sign_out(visitor: Visitor, with_token: str) -> Page:
    return visitor.post("/en/sign-out", data={"csrf_token": with_token})


def cookie(visitor: Visitor, name: str) -> str | None:
    found = visitor.client.get_cookie(name)
    return found.value if found else None


def test_the_token_is_of_the_session_and_hidden_anew_on_each_page(
    app: Flask, make: Make, visitor: Visitor
) -> None:
    visitor.sign_in(make.account())
    first, second = token(visitor.get("/en/")), token(visitor.get("/en/"))
    with app.app_context():
        expected = token_of_session(cookie(visitor, COOKIE) or "")
    assert first != second and unmask(first) == unmask(second) == expected
    assert sha256((cookie(visitor, COOKIE) or "").encode()).hexdigest() != expected


def test_another_secret_gives_another_token() -> None:
    assert token_of_session("x", "a" * 40) != token_of_session("x", "b" * 40)
    assert token_of_session("x", "a" * 40) == token_of_session("x", "a" * 40)


def test_a_token_of_another_session_is_refused(make: Make, visitor: Visitor) -> None:
    person = make.account()
    other = visitor.another().sign_in(make.account())
    elsewhere = visitor.another().sign_in(person)
    visitor.sign_in(person)
    for stranger in (other, elsewhere):
        page = sign_out(visitor, token(stranger.get("/en/")))
        assert page.status == 400 and "load the page again" in page.text
    assert sign_out(visitor, token(visitor.get("/en/"))).status == 303


def test_a_visitors_token_is_refused_to_somebody_signed_in_even_with_its_cookie(
    make: Make, visitor: Visitor
) -> None:
    before = token(visitor.get("/en/sign-in"))
    assert cookie(visitor, FORM_COOKIE)
    visitor.sign_in(make.account())
    assert sign_out(visitor, before).status == 400
    assert person_is_signed_in(visitor)


def test_a_token_of_a_session_is_nothing_to_a_visitor(make: Make, visitor: Visitor) -> None:
    other = visitor.another().sign_in(make.account())
    visitor.get("/en/sign-in")
    fields = {"csrf_token": token(other.get("/en/")), "email": "a@b.example", "password": "x"}
    assert visitor.post("/en/sign-in", data=fields).status == 400


def test_signing_in_and_out_changes_the_token(make: Make, visitor: Visitor) -> None:
    account = make.account()
    page = visitor.get("/en/sign-in")
    assert page.submit("/sign-in", email=account.email, password=PASSWORD).status == 303
    first = token(visitor.get("/en/"))
    assert sign_out(visitor, token(page)).status == 400
    assert sign_out(visitor, first).status == 303
    page = visitor.get("/en/sign-in")
    assert sign_out(visitor, first).status == 400
    assert page.submit("/sign-in", email=account.email, password=PASSWORD).status == 303
    assert unmask(token(visitor.get("/en/"))) != unmask(first)
    assert sign_out(visitor, first).status == 400


def test_a_form_of_a_session_that_ended_asks_to_sign_in(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    page = visitor.sign_in(make.account()).get(path)
    make.do(lambda: db.session.execute(delete(Session)))
    refused = page.submit("/vote", button=("choice", "support"))
    assert refused.status == 403 and "signed in" in refused.text


def test_a_dead_session_does_not_keep_a_visitor_from_signing_in(
    make: Make, visitor: Visitor
) -> None:
    account = make.account()
    visitor.client.set_cookie(COOKIE, "long dead")
    page = visitor.get("/en/sign-in").submit("/sign-in", email=account.email, password=PASSWORD)
    assert page.status == 303 and person_is_signed_in(visitor)


def test_somebody_signed_in_has_flasks_cookie_only_while_a_notice_waits(
    make: Make, visitor: Visitor
) -> None:
    account, amendment = make.account(), make.amendment()
    visitor.get("/en/sign-in").submit("/sign-in", email=account.email, password=PASSWORD)
    assert cookie(visitor, FORM_COOKIE) is None
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    page = visitor.get(path)
    assert cookie(visitor, FORM_COOKIE) is None
    voted = page.submit("/vote", button=("choice", "support"))
    assert cookie(visitor, FORM_COOKIE)
    assert "Your vote is recorded." in voted.follow().text
    assert cookie(visitor, FORM_COOKIE) is None
    assert "Your vote is recorded." not in visitor.get(path).text


def test_a_write_that_was_kept_says_for_five_seconds_that_its_writer_wrote(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    page = visitor.sign_in(make.account()).get(path)
    visitor.client.delete_cookie("consult_fresh")
    fields = {"csrf_token": token(page), "choice": "perhaps", "revision": "1"}
    assert visitor.post(f"{path}/vote", data=fields).status == 422
    assert cookie(visitor, "consult_fresh") is None
    voted = page.submit("/vote", button=("choice", "support"))
    [header] = [h for h in voted.response.headers.getlist("Set-Cookie") if "fresh" in h]
    assert header == "consult_fresh=1; Max-Age=5; HttpOnly; Path=/; SameSite=Lax"


def test_a_made_up_token_is_refused_to_somebody_signed_in(make: Make, visitor: Visitor) -> None:
    visitor.sign_in(make.account())
    for made_up in ("", "x", "%%%", "A" * 300, mask("made up"), "\x00", mask("ф"), "AAAA"):
        assert sign_out(visitor, made_up).status == 400
    assert person_is_signed_in(visitor)


def person_is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/en/account").status == 200
