"""Which passwords are taken, and the one form in which they are compared."""

import unicodedata

from consult.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from consult.core.errors import Invalid
from consult.core.text import fold
from consult.core.words import lazy

ROWS = ("01234567890123456789", "qwertyuiopqwertyuiop", "йцукенгшщзхъйцукенгшщзхъ")
COMMON = {
    *("1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedcrfv", "q1w2e3r4t5", "11223344556"),
    *("qwerty1234", "qwerty12345", "qwerty123456", "password12", "password123", "password1234"),
    *("passwordpassword", "iloveyou12", "letmein123", "welcome123", "admin12345", "administrator"),
    *("kazakhstan", "kazakhstan1", "qazaqstan1", "казахстан1", "қазақстан1", "қазақстан"),
    *("парольпароль", "пароль1234", "пароль12345", "құпиясөз12", "abcdefghij", "abcd123456"),
}


def one_form(password: str) -> str:
    """Return the password as it is hashed: the same letters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *known: str) -> None:
    """Raise Invalid for a password that is short or easily guessed; `known` is what others know."""
    if fault := _fault(password, known):
        raise Invalid(fault, field="password")


def _fault(password: str, known: tuple[str, ...]) -> object | None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return lazy("A password has 10 to 200 characters.")
    if _is_obvious(fold(password)):
        return lazy("This password is among the first that anybody would guess.")
    names = {fold(part) for name in known for part in (name, name.partition("@")[0])}
    if fold(password) in names:
        return lazy("A password must not be your address or your public name.")
    return None


def _is_obvious(password: str) -> bool:
    in_a_row = any(password in row or password[::-1] in row for row in ROWS)
    return len(set(password)) == 1 or in_a_row or password in COMMON
