"""Every read of people's tables."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, case, select

from consult.accounts.models import BROUGHT_IN, Account, MailToken, RoleGrant, Session
from consult.accounts.rules import (
    VISITOR,
    Purpose,
    Reader,
    Role,
    email_key,
    pending_key,
    pseudonym_key,
)
from consult.core import clock, crypto
from consult.core.db import db
from consult.core.links import settings
from consult.core.paging import Page, read_place, write_place
from consult.core.words import gettext

GRANTS_PER_PAGE = 50
_accounts, _grants, _sessions = Account.__table__, RoleGrant.__table__, Session.__table__
_READER = (
    select(
        _accounts.c.id,
        _accounts.c.pseudonym,
        _accounts.c.language,
        _accounts.c.verified_at,
        _accounts.c.created_at,
        _accounts.c.suspended_until,
        _grants.c.role,
        _grants.c.consultation_id,
    )
    .select_from(_sessions.join(_accounts).outerjoin(_grants))
    .where(
        _sessions.c.digest == bindparam("digest"),
        _sessions.c.expires_at > bindparam("now"),
    )
)
"""Made once, of plain columns: it runs for every request of everybody who is signed in."""


def reader_by_session(token: str) -> Reader:
    """Return whose session this is, with their roles, in one query; a visitor for a dead one."""
    digest = crypto.digest(token)
    asked = {"digest": digest, "now": clock.now()}
    found = db.session.connection().execute(_READER, asked).all()
    if not found:
        return VISITOR
    first = found[0]
    return Reader(
        id=first.id,
        pseudonym=first.pseudonym,
        language=first.language,
        verified=first.verified_at is not None,
        created_at=first.created_at,
        suspended_until=first.suspended_until,
        session=digest,
        roles=frozenset((Role(r.role), r.consultation_id) for r in found if r.role is not None),
    )


def account_by_id(number: int) -> Account | None:
    """Return an account."""
    return db.session.get(Account, number)


def account_by_email(email: str) -> Account | None:
    """Return the confirmed account of a mailbox."""
    return db.session.scalar(select(Account).where(Account.email_key == email_key(email)))


def pending_by_email(email: str) -> Account | None:
    """Return the sign-up that waits for this mailbox to be confirmed."""
    return db.session.scalar(select(Account).where(Account.email_key == pending_key(email)))


def account_if_unchanged(number: int, password_hash: str) -> Account | None:
    """Return an account, locked, unless its password was changed while we were hashing."""
    return db.session.scalar(
        select(Account)
        .where(Account.id == number, Account.password_hash == password_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def holder_of_link(token: str, purpose: Purpose) -> Account | None:
    """Return whose mailed link this is, as long as it works."""
    return db.session.scalar(
        select(Account)
        .join(MailToken, MailToken.account_id == Account.id)
        .where(
            MailToken.digest == crypto.digest(token),
            MailToken.purpose == purpose,
            MailToken.expires_at > clock.now(),
        )
    )


def account_by_pseudonym(name: str) -> Account | None:
    """Return the account whose public name reads the same."""
    return db.session.scalar(select(Account).where(Account.pseudonym_key == pseudonym_key(name)))


def sessions_of(account_id: int) -> Sequence[Session]:
    """Return where somebody is signed in, latest first."""
    return db.session.scalars(
        select(Session)
        .where(Session.account_id == account_id, Session.expires_at > clock.now())
        .order_by(Session.created_at.desc())
    ).all()


def staff_names(but: int | None = None) -> Sequence[str]:
    """Return the public names of all who hold a role, perhaps but one of them."""
    held = select(Account.pseudonym).join(RoleGrant, RoleGrant.account_id == Account.id)
    return db.session.scalars(held.where(Account.id.is_distinct_from(but)).distinct()).all()


def grants(after: str | None = None) -> Page[tuple[RoleGrant, Account]]:
    """Return a page of who holds which role, those granted last first."""
    start = read_place(after, 1)
    query = _grants_with_accounts().order_by(RoleGrant.id.desc()).limit(GRANTS_PER_PAGE + 1)
    query = query.where(RoleGrant.id < start[0]) if start else query
    rows = [(row[0], row[1]) for row in db.session.execute(query)]
    more = len(rows) > GRANTS_PER_PAGE
    rest = write_place(rows[GRANTS_PER_PAGE - 1][0].id) if more else None
    return Page(rows[:GRANTS_PER_PAGE], rest)


def grants_in(consultation_id: int) -> Sequence[tuple[RoleGrant, Account]]:
    """Return who holds which role in one consultation, by public name.

    They are few, and sorted here: the database would read all accounts by name for it.
    """
    query = _grants_with_accounts().where(RoleGrant.consultation_id == consultation_id)
    rows = [(row[0], row[1]) for row in db.session.execute(query.order_by(RoleGrant.id))]
    return sorted(rows, key=lambda row: row[1].pseudonym_key or "")


def _grants_with_accounts() -> Select[RoleGrant, Account]:
    return select(RoleGrant, Account).join(Account, Account.id == RoleGrant.account_id)


def grants_of(account_id: int) -> Sequence[RoleGrant]:
    """Return the roles of one person, the oldest first."""
    held = select(RoleGrant).where(RoleGrant.account_id == account_id)
    return db.session.scalars(held.order_by(RoleGrant.id)).all()


def grant_by_id(number: int) -> RoleGrant | None:
    """Return one granted role."""
    return db.session.get(RoleGrant, number)


def name_shown() -> ColumnElement[str]:
    """Return the column of public names in the reader's language; see Account.public_name."""
    before, after = gettext("Participant %(number)s", number="|").split("|")
    return case(
        (Account.left_at.is_not(None), gettext("Former participant")),
        (Account.email_key.startswith(BROUGHT_IN), before + Account.pseudonym + after),
        else_=Account.pseudonym,
    )


def kept_name_key(name: str) -> str:
    """Return what is kept of the name of somebody who left: nobody can read or guess it."""
    return "left:" + crypto.sealed(pseudonym_key(name), settings().secret_key)


def belonged_to_somebody_who_left(name: str) -> bool:
    """Tell whether somebody who left had this name: it is never given to anybody else."""
    kept = select(Account.id).where(Account.pseudonym_key == kept_name_key(name))
    return db.session.scalar(kept) is not None


def lock_administrators() -> Sequence[int]:
    """Return who the administrators are; nobody else leaves or is revoked meanwhile."""
    grants = (
        select(RoleGrant.account_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR)
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    return db.session.scalars(grants).all()
