"""Who somebody is to us: roles and the reader of a request, as plain values."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from consult.core.text import fold, visible

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_PSEUDONYM = 40
SHORTEST_PSEUDONYM = 2
LONGEST_EMAIL = 200
LONGEST_PATH = 500

AGE_GROUPS = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
"""What somebody may say of their age; more would be asked of nobody."""

FAILURES_COUNT_FOR = timedelta(minutes=15)
SIGN_UPS_COUNT_FOR = timedelta(hours=1)
LETTERS_COUNT_FOR = timedelta(hours=1)
MOST_LETTERS = 5
PENDING_STAYS = timedelta(days=7)
PEOPLE_BEHIND_ONE_ADDRESS = 5
"""How many times more failures a network address may give than an account: many may share it."""


class Role(StrEnum):
    """What somebody may be for one consultation or for all."""

    MODERATOR = "moderator"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"


class Purpose(StrEnum):
    """What a token sent by mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


# The library's own way to take addresses of closed networks: an address that no mail reaches is
# never confirmed, so nothing is won by refusing its domain.
SPECIAL_USE_DOMAIN_NAMES.clear()

LINK_LASTS = {Purpose.CONFIRM: timedelta(hours=24), Purpose.RESET: timedelta(hours=1)}


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


def pending_key(email: str) -> str:
    """Return the key of a sign-up that is not confirmed: it never collides with an account's."""
    return "pending:" + hashlib.sha256(email_key(email).encode()).hexdigest()


def pseudonym_key(name: str) -> str:
    """Return the form in which two names that read the same are equal."""
    return fold(unicodedata.normalize("NFKC", visible(name)))


def mailbox(text: str) -> str | None:
    """Return an e-mail address as mail programs take it, or None for what cannot be one."""
    if len(text) > LONGEST_EMAIL:
        return None
    try:
        found = validate_email(
            text, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
        )
    except EmailNotValidError:
        return None
    fits = "." in found.ascii_domain and found.ascii_email and len(found.ascii_email)
    return found.ascii_email if fits and fits <= LONGEST_EMAIL else None


def own_path(path: str | None) -> str | None:
    """Return a path of this site, or None for what could lead to another one."""
    if not path or len(path) > LONGEST_PATH or not path.startswith("/") or path.startswith("//"):
        return None
    if "\\" in path or any(unicodedata.category(sign).startswith("C") for sign in path):
        return None
    return path


def network_of(address: str | None) -> str:
    """Return what stands for one connection: the address, or for IPv6 the household's network."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found)
