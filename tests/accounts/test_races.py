"""Two people, or one finger that clicks twice, at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts import entry
from consult.accounts.models import Account, Session
from consult.core import crypto
from consult.core.errors import Invalid
from tests.accounts.people import EMAIL, NAME, SECRET, last_link, sign_up
from tests.make import Make
from tests.pages import Visitor
from tests.together import at_once


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many meet after hashing, so that they write at the same instant."""

    def meet(people: int) -> None:
        barrier, real = Barrier(people, timeout=20), crypto.hash_password

        def hashed(password: str) -> str:
            answer = real(password)
            barrier.wait()
            return answer

        monkeypatch.setattr(crypto, "hash_password", hashed)

    return meet


def asking(make: Make, email: str, name: str) -> Callable[[], object]:
    given = {"password": SECRET, "language": "en", "network": "192.0.2.1", "path": None}
    return lambda: make.do(lambda: entry.sign_up(email=email, pseudonym=name, **given))  # type: ignore[arg-type]


def test_of_several_who_want_one_name_exactly_one_gets_it(
    app: Flask, make: Make, together: Callable[[int], None]
) -> None:
    together(4)
    answers = at_once([asking(make, f"p{n}@example.org", NAME) for n in range(4)])
    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(refused) == 3 and {refusal.field for refusal in refused} == {"pseudonym"}
    assert make.scalar(select(func.count()).select_from(Account)) == 1


def test_a_form_sent_twice_at_once_is_one_sign_up(
    app: Flask, make: Make, together: Callable[[int], None]
) -> None:
    together(4)
    assert at_once([asking(make, EMAIL, NAME)] * 4) == [None] * 4
    assert make.scalar(select(func.count()).select_from(Account)) == 1


def test_of_two_who_open_one_link_at_once_one_comes_too_late(
    app: Flask, make: Make, visitor: Visitor, together: Callable[[int], None]
) -> None:
    account = make.account()
    visitor.get("/en/forgot").submit("/forgot", email=account.email)
    token = last_link(make, "/reset/").rpartition("/")[2]
    together(2)

    def reset() -> object:
        try:
            return entry.reset_password(token, SECRET)
        except entry.DeadLink:
            return "dead"

    answers = at_once([partial(make.do, reset)] * 2)
    assert answers.count("dead") == 1


def test_a_password_changed_while_we_hash_lets_nobody_in(
    app: Flask, make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, real = make.account(), crypto.password_fits

    def fits(stored: str | None, password: str) -> bool:
        monkeypatch.setattr(crypto, "password_fits", real)
        other = ThreadPoolExecutor(1)
        other.submit(make.do, lambda: change(account.id)).result(20)
        return real(stored, password)

    monkeypatch.setattr(crypto, "password_fits", fits)
    page = visitor.get("/en/sign-in")
    page = page.submit("/sign-in", email=account.email, password="a long enough password")
    assert page.status == 422
    assert make.scalar(select(func.count()).select_from(Session)) == 0


def change(number: int) -> None:
    from consult.core.db import db

    account = db.session.get(Account, number)
    assert account is not None
    account.password_hash = crypto.hash_password("another long password")


def test_an_address_confirmed_meanwhile_by_an_operator_is_a_conflict(
    make: Make, visitor: Visitor
) -> None:
    sign_up(visitor)
    page = visitor.get(last_link(make, "/confirm/"))
    make.account(email=EMAIL)
    assert page.submit(page.url, password=SECRET).status == 409
