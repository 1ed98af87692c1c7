"""Who somebody is to us: roles and the reader of a request, as plain values."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from consult.core.text import fold, visible

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_PSEUDONYM = 40
SHORTEST_PSEUDONYM = 2


class Role(StrEnum):
    """What somebody may be for one consultation or for all."""

    MODERATOR = "moderator"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"


class Purpose(StrEnum):
    """What a token sent by mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever sent the request: a visitor (no id) or somebody signed in."""

    id: int | None = None
    pseudonym: str = ""
    language: str = ""
    verified: bool = False
    created_at: datetime | None = None
    suspended_until: datetime | None = None
    session: str = ""
    roles: frozenset[tuple[Role, int | None]] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        """Tell whether somebody is signed in (asked by Flask-Login too)."""
        return self.id is not None

    @property
    def is_active(self) -> bool:
        """Tell Flask-Login that suspended people may sign in and read."""
        return self.is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Tell whether this is a visitor."""
        return self.id is None

    @property
    def is_staff(self) -> bool:
        """Tell whether the reader holds any role at all."""
        return bool(self.roles)

    def get_id(self) -> str:
        """Return the identifier as Flask-Login wants it."""
        return str(self.id)

    def has(self, role: Role, consultation_id: int | None = None) -> bool:
        """Tell whether the reader holds a role for all consultations or for this one."""
        return (role, None) in self.roles or (
            consultation_id is not None and (role, consultation_id) in self.roles
        )

    def has_anywhere(self, *roles: Role) -> bool:
        """Tell whether the reader holds one of the roles for any consultation."""
        return any(role in roles for role, _ in self.roles)


VISITOR = Reader()


def email_key(email: str) -> str:
    """Return the form in which two addresses of the same mailbox are equal."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def pseudonym_key(name: str) -> str:
    """Return the form in which two names that read the same are equal."""
    return fold(unicodedata.normalize("NFKC", visible(name)))
