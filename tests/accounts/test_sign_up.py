"""Signing up and confirming the address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account, MailToken
from consult.core.limits import Attempt
from tests.accounts.people import (
    EMAIL,
    NAME,
    SECRET,
    last_link,
    link_in,
    message_at,
    sign_in,
    sign_up,
    signed_in,
)
from tests.make import Make
from tests.pages import Visitor

HERE = "/en/consultations/reform/amendments/12?view=current"


def test_a_person_signs_up_confirms_and_lands_where_they_came_from(
    make: Make, visitor: Visitor
) -> None:
    page = sign_up(visitor, f"/en/sign-up?next={HERE}")
    assert page.status == 303
    assert page.follow().h1 == "Look into your mailbox"
    assert not signed_in(visitor)

    mail = make.mails()[-1]
    assert mail["To"] == EMAIL and mail["Subject"] == "Confirm your address"
    page = visitor.get(link_in(mail, "/confirm/"))
    assert page.status == 200 and not signed_in(visitor)

    page = page.submit("/" + page.url.rpartition("/")[2], password=SECRET)
    assert (page.status, page.location) == (303, HERE)
    assert signed_in(visitor)
    account = make.scalar(select(Account))
    assert account.confirmed_at and account.language == "en" and account.pseudonym == NAME


def test_opening_the_link_confirms_nothing_because_mail_scanners_open_links(
    make: Make, visitor: Visitor
) -> None:
    sign_up(visitor)
    visitor.another().get(last_link(make, "/confirm/"))
    assert make.scalar(select(Account.confirmed_at)) is None


def test_the_link_alone_does_not_confirm_without_the_password(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    page = visitor.another().get(last_link(make, "/confirm/"))
    refused = page.submit(page.url, password="another long guess")
    assert refused.status == 422 and "do not fit" in message_at(refused, "password")
    assert make.scalar(select(Account.confirmed_at)) is None
    assert page.submit(page.url, password=SECRET).status == 303


def test_the_answer_is_the_same_for_every_mailbox(make: Make, visitor: Visitor) -> None:
    known = make.account()
    for email in ("nobody@example.org", known.email, known.email.upper()):
        page = sign_up(visitor.another(), email=email, pseudonym=f"Name of {len(email)} {email[0]}")
        assert (page.status, page.location) == (303, "/en/mail-sent")


def test_a_registered_mailbox_is_told_so_by_mail_only_and_nothing_changes(
    make: Make, visitor: Visitor
) -> None:
    known = make.account()
    sign_up(visitor, email=known.email)
    mail = make.mails()[-1]
    assert mail["Subject"] == "You have an account already"
    assert link_in(mail, "/sign-in") and link_in(mail, "/forgot")
    assert make.scalar(select(func.count()).select_from(MailToken)) == 0
    assert sign_in(visitor, known.email, SECRET).status == 422
    assert sign_in(visitor, known.email, "a long enough password").status == 303


def test_a_sign_up_keeps_its_name_alike_for_known_and_unknown_mailboxes(
    make: Make, visitor: Visitor
) -> None:
    """Otherwise a second sign-up with the same name would tell whether the first was real."""
    known = make.account()
    sign_up(visitor, email=known.email, pseudonym="First")
    sign_up(visitor, email="new@example.org", pseudonym="Second")
    for name in ("First", "Second"):
        page = sign_up(visitor, email="spy@example.org", pseudonym=name)
        assert "already has this name" in message_at(page, "pseudonym")
    assert sign_up(visitor, email=known.email, pseudonym="First").status == 303
    assert sign_up(visitor, email="new@example.org", pseudonym="Second").status == 303
    for email in (known.email, "new@example.org"):
        page = sign_in(visitor.another(), email, SECRET)
        assert "Confirm your address first" in message_at(page, "email")


def test_signing_up_again_replaces_name_password_and_link(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    old = last_link(make, "/confirm/")
    sign_up(visitor, pseudonym="Another name", password="a newer long secret")
    assert visitor.get(old).status == 404, "at once, not only when the new mail is written"
    new = last_link(make, "/confirm/")
    page = visitor.get(new)
    assert page.submit(page.url, password=SECRET).status == 422
    assert page.submit(page.url, password="a newer long secret").status == 303
    assert make.scalar(select(Account.pseudonym)) == "Another name"


def test_a_link_is_dead_after_a_day_after_use_and_when_it_is_wrong(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    sign_up(visitor)
    link = last_link(make, "/confirm/")
    page = visitor.get(link)
    later(timedelta(hours=24, minutes=1))
    assert visitor.get(link).status == 404
    assert page.submit(page.url, password=SECRET).status == 404
    wrong = visitor.get("/en/confirm/" + "x" * 43)
    assert wrong.status == 404 and "does not work any more" in wrong.h1

    asked = wrong.submit("/new-link", email=EMAIL)
    assert asked.location == "/en/mail-sent"
    page = visitor.get(last_link(make, "/confirm/"))
    assert page.submit(page.url, password=SECRET).status == 303
    assert visitor.another().get(page.url).status == 404
    assert visitor.get("/en/confirm/%00").status == 404
    assert visitor.get("/en/confirm/" + "x" * 5000).status == 404


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "", "Enter your e-mail"),
        ("email", "aigul", "whole e-mail"),
        ("email", "aigul@example", "whole e-mail"),
        ("email", "a@example.org\r\nBcc: b@example.org", "whole e-mail"),
        ("email", "a@example.org,b@example.org", "whole e-mail"),
        ("email", "Aigul <a@example.org>", "whole e-mail"),
        ("email", "a" * 100_000 + "@example.org", "too long"),
        ("pseudonym", "", "Enter a public name"),
        ("pseudonym", "A", "2 to 40"),
        ("pseudonym", "a" * 100_000, "2 to 40"),
        ("pseudonym", "Ai\u202egul", "letters, digits"),
        ("pseudonym", "Ai\u200bgul", "letters, digits"),
        ("pseudonym", "<b>Aigul</b>", "letters, digits"),
        ("pseudonym", "Мoдератoр", "one of the staff"),
        ("password", "", "Enter a password"),
        ("password", "short", "10 to 200"),
        ("password", "a" * 100_000, "10 to 200"),
        ("password", "aaaaaaaaaaaa", "guess"),
        ("password", "1234567890", "guess"),
        ("password", EMAIL, "your address"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    make: Make, visitor: Visitor, field: str, value: str, message: str
) -> None:
    page = sign_up(visitor, **{field: value})
    assert page.status == 422
    assert message in message_at(page, field)
    assert page.all("//title")[0].text.startswith("Error:")
    assert make.scalar(select(func.count()).select_from(Account)) == 0


def test_what_was_typed_is_kept_but_never_the_password(visitor: Visitor) -> None:
    page = sign_up(visitor, pseudonym="A")
    assert page.all("//input[@name='email']/@value") == [EMAIL]
    assert page.all("//input[@name='pseudonym']/@value") == ["A"]
    assert page.all("//input[@name='password']/@value") == []
    assert SECRET not in page.response.get_data(as_text=True)


def test_control_characters_disappear_from_a_name(make: Make, visitor: Visitor) -> None:
    assert sign_up(visitor, pseudonym="  Ai\x00gul \t 82 ").status == 303
    assert make.scalar(select(Account.pseudonym)) == "Aigul 82"


def test_a_taken_name_is_refused_however_it_is_written(make: Make, visitor: Visitor) -> None:
    make.account(pseudonym="Aigul 82")
    page = sign_up(visitor, pseudonym="AIGUL  82")
    assert page.status == 422 and "already has this name" in message_at(page, "pseudonym")


def test_one_network_may_ask_for_so_many_accounts_an_hour(
    make: Make, visitor: Visitor, later: Callable[[timedelta], None]
) -> None:
    for number in range(20):
        assert sign_up(visitor, email=f"p{number}@example.org", pseudonym=f"P {number}").status == (
            303
        )
    refused = sign_up(visitor)
    assert refused.status == 429 and int(refused.response.headers["Retry-After"]) > 0
    later(timedelta(hours=1, minutes=1))
    assert sign_up(visitor).status == 303


def test_a_mailbox_gets_only_so_many_mails_and_nobody_is_told(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    for _ in range(8):
        page = visitor.get("/en/new-link").submit("/new-link", email=EMAIL)
        assert page.location == "/en/mail-sent"
        make.run_jobs()
    assert len(make.mails()) == 5


def test_no_mail_repeats_what_a_stranger_typed(make: Make, visitor: Visitor) -> None:
    sign_up(visitor, pseudonym="buy.example.org")
    assert "buy" not in make.mails()[-1].get_content()


def test_the_counted_attempts_name_nobody(make: Make, visitor: Visitor) -> None:
    sign_up(visitor)
    make.run_jobs()
    kept = [row[0] for row in make.all(select(Attempt.key))]
    assert len(kept) == 2 and not any("127.0.0.1" in key or EMAIL in key for key in kept)


def test_somebody_signed_in_is_sent_on(make: Make, visitor: Visitor) -> None:
    visitor.sign_in(make.account())
    assert visitor.get("/en/sign-up?next=/en/rules").location == "/en/rules"
