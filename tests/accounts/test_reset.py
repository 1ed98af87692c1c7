"""A forgotten password."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from consult.accounts.models import Account
from tests.accounts.people import (
    EMAIL,
    SECRET,
    last_link,
    link_in,
    message_at,
    sign_in,
    sign_up,
    signed_in,
)
from tests.make import PASSWORD, Make
from tests.pages import Page, Visitor


def ask(visitor: Visitor, email: str, address: str = "/en/forgot") -> Page:
    return visitor.get(address).submit("/forgot", email=email)


def test_a_new_password_signs_in_and_ends_all_other_sessions(make: Make, visitor: Visitor) -> None:
    account = make.account()
    thief = visitor.another().sign_in(account)
    assert ask(visitor, account.email, "/en/forgot?next=/en/rules").location.startswith(
        "/en/mail-sent"
    )
    page = visitor.get(last_link(make, "/reset/"))
    done = page.submit(page.url, password=SECRET)
    assert (done.status, done.location) == (303, "/en/rules")
    assert signed_in(visitor) and not signed_in(thief)
    assert sign_in(visitor.another(), account.email, PASSWORD).status == 422
    assert sign_in(visitor.another(), account.email, SECRET).status == 303
    assert make.mails()[-1]["Subject"] == "Your password was changed"


def test_the_answer_does_not_tell_who_has_an_account(make: Make, visitor: Visitor) -> None:
    known = make.account()
    answers = [ask(visitor, email) for email in (known.email, "other@example.org")]
    assert {(page.status, page.location) for page in answers} == {(303, "/en/mail-sent")}
    assert [mail["To"] for mail in make.mails()] == [known.email]


def test_asking_costs_the_same_statements_for_everybody(make: Make, visitor: Visitor) -> None:
    known = make.account()
    seen = []
    for email in (known.email, "other@example.org"):
        page = visitor.get("/en/forgot")
        with make.counted() as statements:
            page.submit("/forgot", email=email)
        seen.append(list(statements))
    assert seen[0] == seen[1]


def test_a_link_works_once_and_for_an_hour(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    account = make.account()
    ask(visitor, account.email)
    link = last_link(make, "/reset/")
    page, second = visitor.get(link), visitor.another().get(link)
    assert page.submit(page.url, password=SECRET).status == 303
    assert second.submit(page.url, password="a different secret").status == 404
    assert sign_in(visitor.another(), account.email, SECRET).status == 303

    ask(visitor, account.email)
    link = last_link(make, "/reset/")
    later(timedelta(minutes=61))
    dead = visitor.another().get(link)
    assert dead.status == 404
    assert dead.submit("/forgot", email=account.email).location == "/en/mail-sent"
    assert visitor.another().get(last_link(make, "/reset/")).status == 200


def test_a_newer_link_replaces_the_older_one(make: Make, visitor: Visitor) -> None:
    account = make.account()
    ask(visitor, account.email)
    old = last_link(make, "/reset/")
    ask(visitor, account.email)
    assert visitor.get(last_link(make, "/reset/")).status == 200
    assert visitor.get(old).status == 404


def test_a_link_is_good_for_its_own_purpose_only(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    token = last_link(make, "/confirm/").rpartition("/")[2]
    assert visitor.get(f"/en/reset/{token}").status == 404


def test_a_weak_new_password_is_refused_and_the_link_still_works(
    make: Make, visitor: Visitor
) -> None:
    account = make.account()
    ask(visitor, account.email)
    page = visitor.get(last_link(make, "/reset/"))
    for weak in ("short", "qwertyuiop", account.email, "x" * 100_000, ""):
        refused = page.submit(page.url, password=weak)
        assert refused.status == 422 and message_at(refused, "password")
    assert page.submit(page.url, password=SECRET).status == 303


def test_a_reset_confirms_an_address_that_was_not(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    confirm = last_link(make, "/confirm/")
    ask(visitor, EMAIL)
    page = visitor.get(last_link(make, "/reset/"))
    assert page.submit(page.url, password="a new long secret").status == 303
    assert signed_in(visitor)
    assert make.scalar(select(Account.confirmed_at)) is not None
    assert visitor.another().get(confirm).status == 404
    assert sign_in(visitor.another(), EMAIL, "a new long secret").status == 303


def test_after_too_many_failures_a_reset_opens_the_door_again(make: Make, visitor: Visitor) -> None:
    account = make.account()
    for _ in range(10):
        sign_in(visitor.another(), account.email, "wrong")
    assert sign_in(visitor.another(), account.email, PASSWORD).status == 429
    ask(visitor, account.email)
    page = visitor.get(link_in(make.mails()[-1], "/reset/"))
    assert page.submit(page.url, password=SECRET).status == 303
    assert sign_in(visitor.another(), account.email, SECRET).status == 303
