"""Random identifiers, their digests, and passwords."""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's parameters for Argon2id: 19 MiB, two passes, one lane: about 30 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = _hasher.hash(secrets.token_hex(16))


def new_token() -> str:
    """Return 256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token, so that a copy of the table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def sealed(text: str, key: str) -> str:
    """Return a digest that only whoever holds the key can compare with a guess."""
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Tell whether the password fits; an unknown account costs the same time as a known one."""
    try:
        _hasher.verify(stored or _DUMMY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
