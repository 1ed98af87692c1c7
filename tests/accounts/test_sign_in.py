"""Signing in: one message for all failures, limits, where it leads."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Session
from consult.core import crypto
from consult.core.db import db
from tests.accounts.people import EMAIL, message_at, sign_in, signed_in
from tests.conftest import DUMMY, HASHER
from tests.make import PASSWORD, Make
from tests.pages import Visitor


def test_a_person_signs_in_and_goes_on_to_where_they_came_from(
    make: Make, visitor: Visitor
) -> None:
    account = make.account(email="Aigul@Example.org")
    page = sign_in(visitor, "aigul@example.ORG ", PASSWORD, "/en/sign-in?next=/en/rules")
    assert (page.status, page.location) == (303, "/en/rules")
    assert account.pseudonym in visitor.get("/en/").text
    assert visitor.get("/en/sign-in?next=/en/about").location == "/en/about"


def test_a_wrong_password_and_an_unknown_mailbox_read_the_same(
    make: Make, visitor: Visitor
) -> None:
    known = make.account(email="known@example.org")
    pages = [
        sign_in(visitor, known.email, "not the password"),
        sign_in(visitor, "other@example.org", "not the password"),
        sign_in(visitor, "no address at all", "not the password"),
    ]
    assert {page.status for page in pages} == {422}
    assert len({message_at(page, "password") for page in pages}) == 1
    assert pages[0].all("//input[@name='email']/@value") == [known.email]
    assert pages[0].all("//input[@name='password']/@value") == []


def test_an_unknown_mailbox_costs_one_hash_like_a_known_one(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    real = crypto.password_fits

    def fits(stored: str | None, password: str) -> bool:
        before = time.process_time()
        answer = real(stored, password)
        asked.append(time.process_time() - before > 0.005)
        return answer

    monkeypatch.setattr(crypto, "_hasher", HASHER)
    monkeypatch.setattr(crypto, "_DUMMY", DUMMY)
    monkeypatch.setattr(crypto, "password_fits", fits)
    known = make.account()
    for email in (known.email, "other@example.org", "no address"):
        sign_in(visitor, email, "not the password")
    assert asked == [True, True, True]


def test_an_unconfirmed_address_is_said_only_to_whoever_knows_the_password(
    make: Make, visitor: Visitor
) -> None:
    make.account(email=EMAIL, confirmed=False)
    page = sign_in(visitor, EMAIL, PASSWORD)
    assert page.status == 422 and "Confirm your address first" in message_at(page, "email")
    assert page.all("//a[contains(@href, '/new-link')]")
    page = sign_in(visitor, EMAIL, "not the password")
    assert message_at(page, "password") and not message_at(page, "email")
    assert not signed_in(visitor)


def test_after_so_many_failures_an_account_waits_even_with_the_right_password(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    account = make.account()
    for _ in range(10):
        assert sign_in(visitor.another(), account.email.upper(), "wrong").status == 422
    refused = sign_in(visitor, account.email, PASSWORD)
    assert refused.status == 429 and int(refused.response.headers["Retry-After"]) > 0
    assert sign_in(visitor, make.account().email, PASSWORD).status == 303
    later(timedelta(minutes=16))
    assert sign_in(visitor.another(), account.email, PASSWORD).status == 303


def test_an_unknown_mailbox_is_limited_like_a_known_one(visitor: Visitor) -> None:
    codes = [sign_in(visitor, "other@example.org", "wrong").status for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_a_network_that_guesses_at_many_accounts_waits(make: Make, visitor: Visitor) -> None:
    token = visitor.get("/en/sign-in").all("//input[@name='csrf_token']/@value")[0]

    def guess(email: str, **headers: str) -> int:
        fields = {"csrf_token": token, "email": email, "password": "wrong"}
        return visitor.client.post("/en/sign-in", data=fields, headers=headers).status_code

    assert [guess(f"p{n}@example.org") for n in range(51)] == [422] * 50 + [429]
    assert guess("x@example.org", **{"X-Forwarded-For": "203.0.113.9"}) == 429


def test_a_success_forgets_the_failures_of_the_account(make: Make, visitor: Visitor) -> None:
    account = make.account()
    for _ in range(2):
        for _ in range(9):
            assert sign_in(visitor.another(), account.email, "wrong").status == 422
        assert sign_in(visitor.another(), account.email, PASSWORD).status == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "/en/\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "en/",
        "/" + "a" * 100_000,
    ],
)
def test_nobody_is_sent_to_another_site(make: Make, visitor: Visitor, elsewhere: str) -> None:
    account = make.account()
    page = visitor.get("/en/sign-in", query_string={"next": elsewhere})
    address = "/en/sign-in"
    page = visitor.post(
        address,
        query_string={"next": elsewhere},
        data={
            "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
            "email": account.email,
            "password": PASSWORD,
        },
    )
    assert (page.status, page.location) == (303, "/en/")
    assert visitor.get("/en/sign-in", query_string={"next": elsewhere}).location == "/en/"


def test_hostile_input_is_a_refusal_and_no_failure(visitor: Visitor) -> None:
    for value in ("\x00", "a\x00@example.org", "\ud7ff\ufffe", "a" * 100_000, "a@b\r\nX: y"):
        assert sign_in(visitor, value, "some password").status == 422
        assert sign_in(visitor, "a@example.org", value).status == 422


def test_no_transaction_is_open_while_a_password_is_hashed(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite it would keep every other writer waiting."""
    open_meanwhile: list[bool] = []
    real = crypto.password_fits

    def fits(stored: str | None, password: str) -> bool:
        open_meanwhile.append(db.session().in_transaction())
        return real(stored, password)

    monkeypatch.setattr(crypto, "password_fits", fits)
    assert sign_in(visitor, make.account().email, PASSWORD).status == 303
    assert open_meanwhile == [False]


def test_signing_in_with_get_or_without_a_token_does_nothing(make: Make, visitor: Visitor) -> None:
    account = make.account()
    visitor.get("/en/sign-in", query_string={"email": account.email, "password": PASSWORD})
    visitor.post("/en/sign-in", data={"email": account.email, "password": PASSWORD})
    assert make.scalar(select(func.count()).select_from(Session)) == 0
