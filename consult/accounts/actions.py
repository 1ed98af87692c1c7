"""Every write of people's tables."""

from datetime import timedelta

from consult.accounts.models import Account, RoleGrant, Session
from consult.accounts.rules import Role, email_key, pseudonym_key
from consult.core import clock, crypto
from consult.core.db import db
from consult.core.links import settings
from consult.ledger.events import Event
from consult.ledger.log import record


def create_account(
    *, email: str, pseudonym: str, password: str, language: str, confirmed: bool = False
) -> Account:
    """Create an account; the caller has checked that mailbox and public name are free."""
    now = clock.now()
    account = Account(
        email=email.strip(),
        email_key=email_key(email),
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


def grant_role(account: Account, role: Role, consultation_id: int | None = None) -> None:
    """Grant a role for one consultation or for all."""
    db.session.add(
        RoleGrant(
            account_id=account.id,
            role=role,
            consultation_id=consultation_id,
            granted_at=clock.now(),
        )
    )
    db.session.flush()
    record(Event.ROLE_GRANTED, f"role:{role}", consultation_id=consultation_id)
