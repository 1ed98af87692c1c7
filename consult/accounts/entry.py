"""The doors that ask for a password: sign-up, confirmation, sign-in, reset, change of password.

No answer and no duration here tells whether a mailbox has an account. A sign-up is stored in the
same way for every mailbox, as a pending account under a key of its own; only the mail differs, and
that is written by a job. A pending account becomes the mailbox's own when its link is opened by
somebody who also knows its password.
"""

from contextlib import suppress

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from consult.accounts.actions import (
    check_name_is_free,
    confirm_account,
    drop_links,
    end_sessions,
    name_taken,
    unless_taken,
)
from consult.accounts.letters import ask_for_letter, tell_password_changed
from consult.accounts.models import Account, MailToken
from consult.accounts.passwords import check_password
from consult.accounts.pseudonyms import check_not_staff, check_pseudonym
from consult.accounts.queries import (
    account_by_email,
    account_by_id,
    account_if_unchanged,
    holder_of_link,
    pending_by_email,
)
from consult.accounts.rules import (
    FAILURES_COUNT_FOR,
    PEOPLE_BEHIND_ONE_ADDRESS,
    SIGN_UPS_COUNT_FOR,
    Purpose,
    email_key,
    mailbox,
    pending_key,
    pseudonym_key,
)
from consult.core import clock, crypto, limits
from consult.core.db import db, keep_on_refusal, upsert
from consult.core.errors import Invalid, Missing
from consult.core.links import settings
from consult.core.words import lazy

wrong_password = lazy("The address and the password do not fit together.")


class DeadLink(Missing):
    """A mailed link that is wrong, too old, or was used already."""


def sign_up(
    *, email: str, pseudonym: str, password: str, language: str, network: str, path: str | None
) -> None:
    """Store a sign-up until its mailbox is confirmed; the same for every mailbox."""
    address = checked_mailbox(email)
    check_pseudonym(pseudonym)
    check_not_staff(pseudonym)
    check_name_is_free(pseudonym)
    check_password(password, address, pseudonym)
    most = settings().sign_ups_per_hour
    limits.check("sign-up", network, most=most, within=SIGN_UPS_COUNT_FOR)
    _let_go()
    password_hash = crypto.hash_password(password)
    limits.count("sign-up", network)
    keep_on_refusal()
    drop_links(_store_pending(address, pseudonym, password_hash, language))
    ask_for_letter(Purpose.CONFIRM, address, language, path)


def checked_mailbox(text: str) -> str:
    """Return the address in its one form, or raise Invalid."""
    address = mailbox(text)
    if address is None:
        message = lazy("Enter a whole e-mail address, such as name@example.org.")
        raise Invalid(message, field="email")
    return address


def _let_go() -> None:
    """End what was only read before a password is hashed.

    A POST holds SQLite's one write lock from its first statement on. Hashing takes tens of
    milliseconds on purpose; every other writer would wait that long for each sign-in.
    """
    db.session.rollback()


def _store_pending(email: str, pseudonym: str, password_hash: str, language: str) -> int:
    said = {
        "email": email,
        "pseudonym": pseudonym,
        "pseudonym_key": pseudonym_key(pseudonym),
        "password_hash": password_hash,
        "language": language,
        "created_at": clock.now(),
    }
    insert = upsert(Account).values(email_key=pending_key(email), **said)
    statement = insert.on_conflict_do_update(index_elements=["email_key"], set_=said)
    # Of a form sent twice at once PostgreSQL may meet the name's key before the mailbox's; the
    # second try finds the first one's row. A name that somebody else has is refused again.
    with suppress(IntegrityError), db.session.begin_nested():
        return int(db.session.execute(statement.returning(Account.id)).scalar_one())
    with unless_taken(Invalid(name_taken, field="pseudonym")):
        return int(db.session.execute(statement.returning(Account.id)).scalar_one())


def sign_in(email: str, password: str, network: str) -> Account:
    """Return whose address and password these are, or raise Invalid or TooMany."""
    address = mailbox(email) or email
    _check_failures(address, network)
    account, pending = account_by_email(address), pending_by_email(address)
    number, stored = (account.id, account.password_hash) if account else (0, None)
    waiting = pending.password_hash if pending else None
    _let_go()
    fits = crypto.password_fits(stored, password)
    # Asked in any case where a sign-up waits, so that the time tells nothing of the account.
    waits = waiting is not None and crypto.password_fits(waiting, password)
    _check_failures(address, network)
    found = account_if_unchanged(number, stored) if stored and fits else None
    if found is None and waits:
        message = lazy("Confirm your address first: open the link in the mail that we sent you.")
        raise Invalid(message, field="email")
    if found is None:
        raise _failure(address, network)
    limits.forget("sign-in", email_key(address))
    return found


def _check_failures(email: str, network: str) -> None:
    most = settings().sign_in_failures
    limits.check("sign-in", email_key(email), most=most, within=FAILURES_COUNT_FOR)
    most *= PEOPLE_BEHIND_ONE_ADDRESS
    limits.check("sign-in-from", network, most=most, within=FAILURES_COUNT_FOR)


def _failure(email: str, network: str) -> Invalid:
    """Count a wrong password, though the request is refused, and return the refusal."""
    limits.count("sign-in", email_key(email))
    limits.count("sign-in-from", network)
    keep_on_refusal()
    return Invalid(wrong_password, field="password")


def confirm(token: str, password: str, network: str) -> Account:
    """Confirm a mailbox for whoever has both the link and the password of the sign-up."""
    account = holder(token, Purpose.CONFIRM)
    email, stored = account.email, account.password_hash
    _check_failures(email, network)
    _let_go()
    if not crypto.password_fits(stored, password):
        raise _failure(email, network)
    account = _spend(token, Purpose.CONFIRM)
    confirm_account(account)
    drop_links(account.id)
    return account


def reset_password(token: str, password: str) -> Account:
    """Give a new password to whoever has the link; all sessions end, the mailbox is confirmed."""
    account = holder(token, Purpose.RESET)
    check_password(password, account.email, account.pseudonym)
    _let_go()
    password_hash = crypto.hash_password(password)
    account = _spend(token, Purpose.RESET)
    confirm_account(account)
    _set_password(account, password_hash)
    return account


def change_password(account_id: int, old: str, new: str, network: str, session: str) -> None:
    """Change the password of somebody who knows the old one; their other sessions end."""
    account = account_by_id(account_id)
    if account is None:
        raise Missing
    email, stored = account.email, account.password_hash
    check_password(new, email, account.pseudonym)
    _check_failures(email, network)
    _let_go()
    fits = crypto.password_fits(stored, old)
    password_hash = crypto.hash_password(new)
    found = account_if_unchanged(account_id, stored) if fits else None
    if found is None:
        _failure(email, network)
        raise Invalid(lazy("This is not your password."), field="old_password")
    _set_password(found, password_hash, but=session)


def prove_password(account_id: int, password: str, network: str) -> str:
    """Return the hash that the password fits, to be compared when the account is locked."""
    account = account_by_id(account_id)
    if account is None:
        raise Missing
    email, stored = account.email, account.password_hash
    _check_failures(email, network)
    _let_go()
    if not crypto.password_fits(stored, password):
        _failure(email, network)
        raise Invalid(lazy("This is not your password."), field="password")
    return stored


def _set_password(account: Account, password_hash: str, but: str = "") -> None:
    account.password_hash = password_hash
    db.session.flush()
    end_sessions(account.id, but)
    drop_links(account.id)
    limits.forget("sign-in", email_key(account.email))
    tell_password_changed(account)


def holder(token: str, purpose: Purpose) -> Account:
    """Return whose link this is, or raise DeadLink."""
    account = holder_of_link(token, purpose)
    if account is None:
        raise DeadLink
    return account


def _spend(token: str, purpose: Purpose) -> Account:
    """Use a link up, in one statement, so that of two who open it at once one comes too late."""
    spent = db.session.execute(
        delete(MailToken)
        .where(
            MailToken.digest == crypto.digest(token),
            MailToken.purpose == purpose,
            MailToken.expires_at > clock.now(),
        )
        .returning(MailToken.account_id)
    ).first()
    account = account_by_id(spent.account_id) if spent else None
    if account is None:
        raise DeadLink
    return account
