"""Leaving: the account's row stays, emptied, so that what it wrote keeps an author without a name.

The mailbox is free at once. The public name is never given again: its readers may still know whose
it was, and whoever took it would be taken for the one who left. What is kept of it is a digest
under the platform's secret key, from which nobody reads the name.
"""

from sqlalchemy import delete, select

from consult.accounts.actions import drop_links, end_sessions
from consult.accounts.letters import drop_letters
from consult.accounts.models import Account, RoleGrant
from consult.accounts.queries import kept_name_key, lock_administrators
from consult.accounts.rules import email_key
from consult.core import clock, limits, mail
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record


def empty_account(account: Account) -> None:
    """Take everything personal out of a locked account, and end its roles and sessions."""
    _check_not_the_last_administrator(account.id)
    _end_roles(account.id)
    end_sessions(account.id)
    drop_links(account.id)
    _forget_address(account.email)
    account.email, account.email_key = "", f"left:{account.id}"
    account.pseudonym_key = kept_name_key(account.pseudonym)
    account.pseudonym = account.password_hash = account.language = ""
    account.suspended_until = account.region = account.age_group = None
    account.left_at = clock.now()
    db.session.flush()


def _check_not_the_last_administrator(account_id: int) -> None:
    if set(lock_administrators()) == {account_id}:
        raise Conflict(
            lazy("You are the last administrator, so you cannot leave."),
            lazy("Make somebody else an administrator first."),
        )


def _end_roles(account_id: int) -> None:
    held = select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.id)
    for grant in db.session.scalars(held).all():
        subject = f"role:{grant.role}"
        record(Event.ROLE_REVOKED, subject, consultation_id=grant.consultation_id)
    db.session.execute(delete(RoleGrant).where(RoleGrant.account_id == account_id))


def _forget_address(email: str) -> None:
    mail.drop_unsent(email)
    drop_letters(email)
    for counted in ("sign-in", "letter"):
        limits.forget(counted, email_key(email))
