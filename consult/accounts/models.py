"""Tables of people, their sessions, their roles and the tokens mailed to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short
from consult.core.words import gettext

BROUGHT_IN = "brought-in:"
"""How the key of whoever wrote by letter begins: no mailbox has such a key."""


class Account(Model):
    """A person; the pseudonym is all that the public sees.

    `region` and `age_group` are given of one's own will, and shown in counts of many only.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(short)
    email_key: Mapped[str] = mapped_column(short, unique=True)
    pseudonym: Mapped[str] = mapped_column(short)
    pseudonym_key: Mapped[str] = mapped_column(short, unique=True)
    password_hash: Mapped[str] = mapped_column(short)
    language: Mapped[str] = mapped_column(short)
    region: Mapped[str | None] = mapped_column(short)
    age_group: Mapped[str | None] = mapped_column(short)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    @property
    def public_name(self) -> str:
        """Return what the public calls this person; whoever left has no name any more."""
        if self.left_at is not None:
            return gettext("Former participant")
        if (self.email_key or "").startswith(BROUGHT_IN):
            return gettext("Participant %(number)s", number=self.pseudonym)
        return self.pseudonym


class Session(Model):
    """One sign-in on one device; the cookie holds the identifier, the table only its digest."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(short, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(short)


class MailToken(Model):
    """A token mailed to a person; used once, then gone."""

    __tablename__ = "mail_tokens"

    digest: Mapped[str] = mapped_column(short, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(short)
    expires_at: Mapped[datetime]


class RoleGrant(Model):
    """A role for one consultation, or for all where `consultation_id` is empty."""

    __tablename__ = "role_grants"
    # A unique key over a column that may be NULL holds nothing, so there are two partial ones.
    __table_args__ = (
        Index(
            "uq_role_grants_for_one",
            "account_id",
            "role",
            "consultation_id",
            unique=True,
            sqlite_where=text("consultation_id IS NOT NULL"),
            postgresql_where=text("consultation_id IS NOT NULL"),
        ),
        Index(
            "uq_role_grants_for_all",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("consultation_id IS NULL"),
            postgresql_where=text("consultation_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(short)
    consultation_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("consultations.id", ondelete="CASCADE")
    )
    granted_at: Mapped[datetime]
