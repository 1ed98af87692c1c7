"""Random identifiers, their digests, and passwords."""

import ctypes
import hashlib
import hmac
import secrets
from contextlib import suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's parameters for Argon2id: 19 MiB, two passes, one lane: about 30 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = _hasher.hash(secrets.token_hex(16))


_LARGE_FROM = -3
"""M_MMAP_THRESHOLD of mallopt(3): from which size memory goes back to the system when freed."""


def give_memory_back() -> None:
    """Let the 19 MiB of each password go when it is checked; threads would keep theirs for ever."""
    with suppress(OSError, AttributeError):  # Only glibc keeps them, and can be told.
        ctypes.CDLL(None).mallopt(_LARGE_FROM, 1 << 20)


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
