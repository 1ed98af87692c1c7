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

# Latin, Cyrillic and Greek letters and digits drawn like one Latin letter, in small letters: what
# looks alike in capitals only (В and B) is small here too. l, 1 and i look alike to each other.
_DRAWN_LIKE = {
    "a": "аәαɑəǝᴀ4", "b": "вβьъʙ", "c": "сᴄ", "d": "дԁᴅ", "e": "еёєэεҽꬲᴇ3", "f": "ϝꞙꬵꜰ", "g": "ɡɢ",
    "h": "нңһʜ", "i": "іӏιıɩɪꙇǀlʟ1", "j": "јϳᴊ", "k": "кқκĸᴋ", "m": "мμϻʍᴍ", "n": "νηпɴ",
    "o": "оөοσςᴏᴑꬽ0", "p": "рρᴘ", "r": "гғᴦʀꭇꭈ", "s": "ѕꜱ5", "t": "тτᴛ", "u": "υᴜиͷᴎ", "v": "ѵᴠ",
    "w": "ѡωᴡ", "x": "хҳχ", "y": "уұүγʏ", "z": "ᴢ",
}  # fmt: skip
LOOK_ALIKES = str.maketrans(
    {sign: letter for letter, signs in _DRAWN_LIKE.items() for sign in signs}
)
# Normalising makes something else of these than what they look like.
_BEFORE_NORMALISING = str.maketrans({"ſ": "f", "ẝ": "f", "ͺ": "i", "ϲ": "c", "Ϲ": "c"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("ci", "d"))
"""Two letters that look like one; l has become i by then."""
OUR_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK"}
OF_EVERY_SCRIPT = {"COMBINING", "DIGIT", "MODIFIER"}
STAFF_WORDS = [
    *("admin", "administrat", "moderator", "official"),
    *("админ", "администрат", "модератор", "официальн", "әкімші", "ресми"),
    *("сотрудник", "қызметкер", "moderation", "модераци"),
    *("ministry", "government", "министерств", "правительств", "министрліг", "үкімет"),
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
    if _mixes_alphabets(name):
        return lazy("Write the name in one alphabet. Only Latin and Cyrillic may stand together.")
    if not any(sign.isalpha() for sign in name):
        return lazy("A public name needs at least one letter.")
    return None


def _is_plain(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return sign in SIGNS or kind == "Nd" or (kind[0] in "LM" and sign not in FILLERS)


def _mixes_alphabets(name: str) -> bool:
    """Tell whether letters of ours stand beside those of another script.

    Dozens of scripts have a letter like O. No list of them is needed where they may not be mixed.
    """
    signs = [one for one in unicodedata.normalize("NFKD", name) if one not in SIGNS]
    scripts = {unicodedata.name(one, "UNNAMED").split()[0] for one in signs} - OF_EVERY_SCRIPT
    return bool(scripts & OUR_SCRIPTS) and not scripts <= OUR_SCRIPTS


def _marks_in_a_row(name: str) -> int:
    rows = "".join("m" if unicodedata.combining(sign) else " " for sign in name).split()
    return max(map(len, rows), default=0)


def poses_as_staff(name: str) -> bool:
    """Tell whether a name reads like a role of the staff."""
    plain = re.split(r"[\W_]+", skeleton(name))
    words = [*plain, "".join(plain), *map(_outline, re.split(r"[\W_]+", name)), _outline(name)]
    return any(_reads_like(word, staff) for word in words for staff in STAFF_WORDS)


def _reads_like(word: str, staff: str) -> bool:
    for drawn in (skeleton(staff), _outline(staff)):
        anywhere = len(drawn) >= LONG_ENOUGH_ANYWHERE
        if drawn in word if anywhere else word.startswith(drawn):
            return True
    return False


def skeleton(name: str) -> str:
    """Return what a name looks like: one letter for all that are drawn alike, no accents."""
    seen = pseudonym_key(name.translate(_BEFORE_NORMALISING))
    spread = unicodedata.normalize("NFKD", seen)
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return bare.translate(LOOK_ALIKES)


def looks_like(name: str, other: str) -> bool:
    """Tell whether two names are drawn alike, whatever stands between their letters."""
    return _outline(name) == _outline(other)


def _outline(name: str) -> str:
    outline = re.sub(r"[\W_]+", "", skeleton(name))
    for pair, one in _PAIRS:
        outline = outline.replace(pair, one)
    return outline
