"""Which public names may be taken: readable ones that do not pose as staff."""

import re
import unicodedata

from consult.accounts.rules import LONGEST_PSEUDONYM, SHORTEST_PSEUDONYM, pseudonym_key
from consult.core.errors import Invalid
from consult.core.words import lazy

SIGNS = " -'’._"
MOST_MARKS = 2
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters to Unicode, nothing to the eye."""

# Letters and digits that are drawn like a Latin letter; l, 1 and i look alike to each other too.
_DRAWN_LIKE = {
    "a": "аә4", "b": "в", "c": "с", "d": "ԁ", "e": "еёє3", "h": "нңһ", "i": "іӏl1", "j": "ј",
    "k": "кқ", "m": "м", "o": "оө0", "p": "р", "r": "г", "s": "ѕ5", "t": "т", "x": "хҳ", "y": "уұү",
}  # fmt: skip
LOOK_ALIKES = str.maketrans(
    {sign: letter for letter, signs in _DRAWN_LIKE.items() for sign in signs}
)
STAFF_WORDS = [
    *("admin", "administrat", "moderator", "official"),
    *("админ", "администрат", "модератор", "официальн", "әкімші", "ресми"),
]
LONG_ENOUGH_ANYWHERE = 7


def check_pseudonym(name: str) -> None:
    """Raise Invalid for a name that nobody may take."""
    if fault := _fault(name):
        raise Invalid(fault, field="pseudonym")


def check_not_staff(name: str) -> None:
    """Raise Invalid for a name that poses as staff, in whatever letters."""
    if poses_as_staff(name):
        message = lazy("This name reads as if you were one of the staff. Choose another one.")
        raise Invalid(message, field="pseudonym")


def _fault(name: str) -> object | None:
    if not SHORTEST_PSEUDONYM <= len(name) <= LONGEST_PSEUDONYM:
        return lazy("A public name has 2 to 40 characters.")
    if not all(_is_plain(sign) for sign in name) or _marks_in_a_row(name) > MOST_MARKS:
        return lazy("Use letters, digits, spaces, dots, hyphens and apostrophes only.")
    if not any(sign.isalpha() for sign in name):
        return lazy("A public name needs at least one letter.")
    return None


def _is_plain(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return sign in SIGNS or kind == "Nd" or (kind[0] in "LM" and sign not in FILLERS)


def _marks_in_a_row(name: str) -> int:
    rows = "".join("m" if unicodedata.combining(sign) else " " for sign in name).split()
    return max(map(len, rows), default=0)


def poses_as_staff(name: str) -> bool:
    """Tell whether a name reads like a role of the staff."""
    words = re.split(r"[\W_]+", skeleton(name))
    whole = "".join(words)
    for staff in map(skeleton, STAFF_WORDS):
        if any(word.startswith(staff) for word in [*words, whole]):
            return True
        if len(staff) >= LONG_ENOUGH_ANYWHERE and staff in whole:
            return True
    return False


def skeleton(name: str) -> str:
    """Return what a name looks like: one letter for all that are drawn alike, no accents."""
    spread = unicodedata.normalize("NFKD", pseudonym_key(name))
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return bare.translate(LOOK_ALIKES)
