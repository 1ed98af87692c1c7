"""Sessions are rows: what ends them ends every copy of the cookie."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from consult.accounts import actions
from consult.accounts.models import Account, MailToken, Session
from consult.core import jobs
from consult.core.limits import Attempt
from tests.accounts.people import sign_in, sign_up, signed_in
from tests.make import PASSWORD, Make
from tests.pages import Visitor

COOKIE = "consult_session"


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie(COOKIE)
    assert found is not None
    return str(found.value)


def with_cookie(visitor: Visitor, token: str) -> Visitor:
    other = visitor.another()
    other.client.set_cookie(COOKIE, token)
    return other


def test_a_copied_cookie_dies_at_sign_out(make: Make, visitor: Visitor) -> None:
    sign_in(visitor, make.account().email, PASSWORD)
    thief = with_cookie(visitor, cookie_of(visitor))
    assert signed_in(thief)
    page = visitor.get("/en/").submit("/sign-out")
    assert page.status == 303 and "You are signed out" in page.follow().text
    assert visitor.client.get_cookie(COOKIE) is None
    assert not signed_in(thief)
    assert make.scalar(select(func.count()).select_from(Session)) == 0


def test_an_identifier_from_before_the_sign_in_is_worth_nothing(
    make: Make, visitor: Visitor
) -> None:
    account = make.account()
    visitor.client.set_cookie(COOKIE, "planted")
    sign_in(visitor, account.email, PASSWORD)
    assert cookie_of(visitor) != "planted"
    assert not signed_in(with_cookie(visitor, "planted"))


def test_every_sign_in_has_a_new_identifier_and_ends_the_old_one(
    make: Make, visitor: Visitor
) -> None:
    first, second = make.account(), make.account()
    page = visitor.get("/en/sign-in")
    page.submit("/sign-in", email=first.email, password=PASSWORD)
    old = cookie_of(visitor)
    token = visitor.get("/en/account").all("//input[@name='csrf_token']/@value")[0]
    fields = {"csrf_token": token, "email": second.email, "password": PASSWORD}
    assert visitor.post("/en/sign-in", data=fields).status == 303
    assert cookie_of(visitor) != old
    assert second.pseudonym in visitor.get("/en/").text
    assert not signed_in(with_cookie(visitor, old))


def test_the_table_holds_only_a_digest(make: Make, visitor: Visitor) -> None:
    sign_in(visitor, make.account().email, PASSWORD)
    assert make.scalar(select(Session.digest)) != cookie_of(visitor)
    assert not signed_in(with_cookie(visitor, make.scalar(select(Session.digest))))


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    make: Make, visitor: Visitor
) -> None:
    page = sign_in(visitor, make.account().email, PASSWORD)
    header = next(c for c in page.response.headers.getlist("Set-Cookie") if COOKIE in c)
    assert "HttpOnly" in header and "SameSite=Lax" in header
    assert page.response.headers["Cache-Control"] == "private, no-store"


def test_signing_out_everywhere_ends_all_sessions(make: Make, visitor: Visitor) -> None:
    account, other = make.account(), make.account()
    phone, stranger = visitor.another().sign_in(account), visitor.another().sign_in(other)
    visitor.sign_in(account)
    visitor.get("/en/account").submit("/sign-out-everywhere")
    assert not signed_in(visitor) and not signed_in(phone) and signed_in(stranger)


def test_one_session_can_be_ended_from_another(make: Make, visitor: Visitor) -> None:
    account = make.account()
    phone = visitor.another().sign_in(account)
    visitor.sign_in(account)
    page = visitor.get("/en/account").submit("/sessions/end")
    assert page.status == 303 and not signed_in(phone) and signed_in(visitor)


def test_nobody_ends_a_session_of_somebody_else(make: Make, visitor: Visitor) -> None:
    victim, account = make.account(), make.account()
    other = visitor.another().sign_in(victim)
    digest = make.scalar(select(Session.digest))
    visitor.another().sign_in(account)
    visitor.sign_in(account)
    page = visitor.get("/en/account").submit("/sessions/end", session=digest)
    assert page.status == 404 and signed_in(other)


def test_a_session_expires(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    visitor.sign_in(make.account())
    later(timedelta(days=29))
    assert signed_in(visitor)
    later(timedelta(days=2))
    assert not signed_in(visitor)


def test_the_worker_forgets_what_expired_and_nothing_else(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    account = make.account()
    visitor.sign_in(account)
    sign_up(visitor.another())
    make.run_jobs()
    make.do(actions.forget_expired)
    tables = (Session, MailToken, Attempt)
    assert [make.scalar(select(func.count()).select_from(t)) for t in tables] == [1, 1, 2]
    later(timedelta(days=31))
    make.do(actions.forget_expired)
    assert [make.scalar(select(func.count()).select_from(t)) for t in tables] == [0, 0, 0]
    assert [row[0] for row in make.all(select(Account.id))] == [account.id]


def test_forgetting_is_a_duty_of_the_worker(app: Flask) -> None:
    duties = [duty for duty in jobs._duties if duty.do is actions.forget_expired]
    assert [duty.seconds for duty in duties] == [3600]


def test_under_https_the_cookie_is_bound_to_the_host_and_can_be_removed(
    app: Flask, make: Make, visitor: Visitor
) -> None:
    old = app.extensions["consult_settings"]
    app.extensions["consult_settings"] = type(old)(
        **{name: getattr(old, name) for name in old.__slots__} | {"public_url": "https://x.kz"}
    )
    try:
        visitor.sign_in(make.account())
        page = visitor.get("/en/")
        token = page.all("//input[@name='csrf_token']/@value")[0]
        gone = visitor.post("/en/sign-out", data={"csrf_token": token})
        header = next(h for h in gone.response.headers.getlist("Set-Cookie") if "__Host-c" in h)
        assert "Secure" in header and "Max-Age=0" in header
    finally:
        app.extensions["consult_settings"] = old
