"""Writes to people's tables that ask nobody for a password: accounts, sessions, roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Account, MailToken, RoleGrant, Session
from consult.accounts.passwords import check_password, one_form
from consult.accounts.pseudonyms import check_not_staff, check_pseudonym, looks_like
from consult.accounts.queries import (
    account_by_email,
    account_by_pseudonym,
    belonged_to_somebody_who_left,
    staff_names,
)
from consult.accounts.rules import (
    LINK_LASTS,
    PENDING_STAYS,
    Purpose,
    Reader,
    Role,
    email_key,
    mailbox,
    pending_key,
    pseudonym_key,
)
from consult.core import clock, crypto, limits
from consult.core.db import db, insert_or_ignore
from consult.core.errors import Conflict, Invalid, Missing, Refusal
from consult.core.links import settings
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record

ATTEMPTS_STAY = timedelta(days=2)

name_taken = lazy("Somebody already has this name. Choose another one.")


@contextmanager
def unless_taken(refusal: Refusal) -> Iterator[None]:
    """Turn a unique key that somebody else was faster to take into a refusal."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise refusal from None


def check_name_is_free(pseudonym: str, but: int | None = None) -> None:
    """Raise Invalid for a name that reads like that of staff, or was that of somebody who left.

    Readers may still know whose it was. `but` is the person who asks.
    """
    drawn_alike = any(looks_like(pseudonym, name) for name in staff_names(but))
    if drawn_alike or belonged_to_somebody_who_left(pseudonym):
        raise Invalid(name_taken, field="pseudonym")


def create_account(
    *, email: str, pseudonym: str, password: str, language: str, confirmed: bool = False
) -> Account:
    """Create an account; the caller has checked that mailbox and public name are free."""
    now = clock.now()
    account = Account(
        email=email.strip(),
        email_key=email_key(email) if confirmed else pending_key(email),
        pseudonym=pseudonym,
        pseudonym_key=pseudonym_key(pseudonym),
        password_hash=crypto.hash_password(password),
        language=language,
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    db.session.add(account)
    db.session.flush()
    return account


def create_checked_account(
    *, email: str, pseudonym: str, password: str, language: str, staff: bool
) -> Account:
    """Create a confirmed account from words typed by an operator, or raise Invalid."""
    address, password = mailbox(email), one_form(password)
    if address is None:
        raise Invalid(lazy("This is not an e-mail address."), field="email")
    check_pseudonym(pseudonym)
    if not staff:
        check_not_staff(pseudonym)
    check_password(password, address, pseudonym)
    if account_by_email(address):
        raise Conflict(lazy("There is already an account with this address."), field="email")
    check_name_is_free(pseudonym)
    if account_by_pseudonym(pseudonym):
        raise Conflict(name_taken, field="pseudonym")
    return create_account(
        email=address, pseudonym=pseudonym, password=password, language=language, confirmed=True
    )


def confirm_account(account: Account) -> None:
    """Give a mailbox to the account that proved to read it."""
    if account.confirmed_at is not None:
        return
    with unless_taken(Conflict(lazy("There is already an account with this address."))):
        account.email_key = email_key(account.email)
        account.confirmed_at = clock.now()


def rename(account: Account, pseudonym: str, *, staff: bool) -> None:
    """Change the public name; staff may be called what they are."""
    check_pseudonym(pseudonym)
    if not staff:
        check_not_staff(pseudonym)
    check_name_is_free(pseudonym, account.id)
    with unless_taken(Invalid(name_taken, field="pseudonym")):
        account.pseudonym = pseudonym
        account.pseudonym_key = pseudonym_key(pseudonym)


def change_language(account: Account, language: str) -> None:
    """Change the language of mails."""
    account.language = language
    db.session.flush()


def tell_about_oneself(account: Account, region: str, age_group: str) -> None:
    """Keep where somebody lives and how old they are, as they give it; empty takes it back."""
    account.region, account.age_group = region or None, age_group or None
    db.session.flush()


def new_link(account: Account, purpose: Purpose) -> str:
    """Return a token for a mail; an earlier one for the same purpose stops working."""
    token = crypto.new_token()
    db.session.execute(
        delete(MailToken).where(MailToken.account_id == account.id, MailToken.purpose == purpose)
    )
    db.session.add(
        MailToken(
            digest=crypto.digest(token),
            account_id=account.id,
            purpose=purpose,
            expires_at=clock.now() + LINK_LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def drop_links(account_id: int) -> None:
    """Make every link that was mailed to somebody stop working."""
    db.session.execute(delete(MailToken).where(MailToken.account_id == account_id))


def start_session(account: Account, device: str = "") -> str:
    """Sign somebody in and return the session's identifier, which is stored nowhere."""
    token = crypto.new_token()
    now = clock.now()
    db.session.add(
        Session(
            digest=crypto.digest(token),
            account_id=account.id,
            created_at=now,
            expires_at=now + timedelta(days=settings().session_days),
            device=device[:200],
        )
    )
    db.session.flush()
    return token


def end_session(digest: str, account_id: int | None) -> bool:
    """End one session of somebody; False where they have no such session."""
    ended = db.session.execute(
        delete(Session)
        .where(Session.digest == digest, Session.account_id == account_id)
        .returning(Session.digest)
    )
    return ended.first() is not None


def end_sessions(account_id: int, but: str = "") -> None:
    """End every session of somebody, perhaps but one."""
    db.session.execute(
        delete(Session).where(Session.account_id == account_id, Session.digest != but)
    )


def grant_role(account: Account, role: Role, consultation_id: int | None = None) -> None:
    """Grant a role for one consultation or for all; whoever gets it signs in anew."""
    if role == Role.ADMINISTRATOR and consultation_id is not None:
        message = lazy("An administrator is one for all consultations.")
        raise Invalid(message, field="consultation")
    given = db.session.execute(
        insert_or_ignore(
            RoleGrant,
            account_id=account.id,
            role=role,
            consultation_id=consultation_id,
            granted_at=clock.now(),
        ).returning(RoleGrant.id)
    )
    if given.first() is None:
        raise Conflict(lazy("This person already holds this role."), field="email")
    end_sessions(account.id)
    record(Event.ROLE_GRANTED, f"role:{role}", consultation_id=consultation_id)


def revoke_role(grant: RoleGrant, reader: Reader) -> None:
    """Take a role back; nobody can lock themselves out of this."""
    if grant.account_id == reader.id and grant.role == Role.ADMINISTRATOR:
        raise Conflict(
            lazy("You cannot take your own role of administrator back."),
            lazy("Another administrator can do it."),
        )
    gone = db.session.execute(
        delete(RoleGrant).where(RoleGrant.id == grant.id).returning(RoleGrant.id)
    )
    if gone.first() is None:
        raise Missing
    end_sessions(grant.account_id)
    record(Event.ROLE_REVOKED, f"role:{grant.role}", consultation_id=grant.consultation_id)


def forget_expired() -> None:
    """Delete dead sessions and links, sign-ups that nobody confirmed, and old attempts."""
    now = clock.now()
    db.session.execute(delete(Session).where(Session.expires_at < now))
    db.session.execute(delete(MailToken).where(MailToken.expires_at < now))
    db.session.execute(
        delete(Account).where(
            Account.confirmed_at.is_(None),
            Account.email_key.startswith("pending:"),
            Account.created_at < now - PENDING_STAYS,
        )
    )
    limits.forget_old(now - ATTEMPTS_STAY)
