"""Screening before publication: personal data, links and listed words, told from a text alone.

Pure functions, text in and hits out; what other texts have to do with it stands in repeats.py. The
identification number is checked as the Kazakh rules for it say (Government decree 853 of 2003):
birth date, century digit, check digit; payment cards by the Luhn formula (ISO/IEC 7812-1).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from consult.comments.disguise import Words

EMAIL = "personal_data.email"
PHONE = "personal_data.phone"
CARD = "personal_data.card"
IIN = "personal_data.iin"
LINK = "link.new_account"
WORD = "word.listed"

_GAP = r"[ \t\u00a0\u2009\u202f().\u2010-\u2015\u200b-\u200f\u2060\ufeff-]{0,3}"
_ONE = r"[ \u00a0\u202f-]"
_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_PHONES = [
    # +7 or 8, the three digits of the operator or region together, seven more in any grouping
    re.compile(rf"(?<!\d)(?:\+?{_GAP}7|8){_GAP}[3-9]\d\d(?:{_GAP}\d){{7}}(?!\d)"),
    # the same without +7: 701 123 45 67, 701 123 4567, 7011234567
    re.compile(
        rf"(?<!\d)7\d\d{_ONE}\d{{3}}{_ONE}\d\d{_ONE}?\d\d(?!\d)|(?<!\d)7[04-7]\d{{8}}(?!\d)"
    ),
    re.compile(rf"\+{_GAP}[1-9](?:{_GAP}\d){{9,14}}(?!\d)"),
    re.compile(rf"(?<![\d.,])(?<!\d[ \u00a0\u202f])00{_GAP}[1-9](?:{_GAP}\d){{9,14}}(?!\d)"),
]
_CARD = re.compile(
    rf"(?<!\d)(?:\d{{13,19}}|\d{{4}}(?:{_ONE}\d{{4}}){{2}}{_ONE}\d{{1,4}}(?:{_ONE}\d{{1,3}})?"
    rf"|\d{{4}}{_ONE}\d{{6}}{_ONE}\d{{5}})(?!\d)"
)
_IIN = re.compile(rf"(?<!\d)\d(?:{_ONE}?\d){{11}}(?!\d)")
_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![@\w])(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}/\S*", re.I
)
_MONEY = re.compile(
    r"\s*(?:тенге|теңге|тг\b|₸|руб|сом\b|долл|\$|€|%|млн|млрд|трлн|тысяч|мың|миллион|миллиард"
    r"|tenge|KZT|USD|EUR|RUB|million|billion)",
    re.I,
)
_CENTURY = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, and where in the text."""

    kind: str
    start: int
    end: int


def screen(text: str, *, new_account: bool, words: Sequence[str] = ()) -> list[Hit]:
    """Return what a moderator must look at before the text is published."""
    hits = personal_data(text) + listed_words(text, words)
    return hits + links(text) if new_account else hits


def reason_keys(hits: list[Hit]) -> list[str]:
    """Return the kinds of the hits, each once, in the order of the text."""
    ordered = sorted(hits, key=lambda hit: hit.start)
    return list(dict.fromkeys(hit.kind for hit in ordered))


def personal_data(text: str) -> list[Hit]:
    """Return the e-mail addresses, phone numbers, payment cards and identification numbers."""
    return [
        *_found(EMAIL, _EMAIL, text),
        *_found(CARD, _CARD, text, is_card),
        *_found(IIN, _IIN, text, is_iin),
        *_phones(text),
    ]


def links(text: str) -> list[Hit]:
    """Return the addresses of web pages."""
    return list(_found(LINK, _LINK, text))


def listed_words(text: str, words: Sequence[str]) -> list[Hit]:
    """Return where the words of a list stand, disguised or not."""
    found = _compiled(tuple(words)).find(text) if words else []
    return [Hit(WORD, one.start, one.end) for one in found]


@lru_cache(maxsize=64)
def _compiled(words: tuple[str, ...]) -> Words:
    """Return a list ready to be looked for; each is made ready once, until it changes."""
    return Words(words)


def spans_to_mask(text: str, words: Sequence[str] = ()) -> list[tuple[int, int, str]]:
    """Return the spans (start, end, kind) of personal data and listed words, none over another.

    >>> spans_to_mask("Call 8 701 123 45 67 or a@example.org.")
    [(5, 20, 'personal_data.phone'), (24, 37, 'personal_data.email')]
    """
    hits = personal_data(text) + listed_words(text, words)
    spans: list[tuple[int, int, str]] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if spans and hit.start < spans[-1][1]:
            start, end, kind = spans[-1]
            spans[-1] = (start, max(end, hit.end), kind)
        else:
            spans.append((hit.start, hit.end, hit.kind))
    return spans


def _found(
    kind: str, pattern: re.Pattern[str], text: str, holds: Callable[[str], bool] | None = None
) -> Iterator[Hit]:
    for found in pattern.finditer(text):
        if holds is None or (holds(_digits(found.group())) and not _MONEY.match(text, found.end())):
            yield Hit(kind, found.start(), found.end())


def _phones(text: str) -> Iterator[Hit]:
    seen: set[int] = set()
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            if found.end() not in seen and not _MONEY.match(text, found.end()):
                seen.add(found.end())
                yield Hit(PHONE, found.start(), found.end())


def _digits(text: str) -> str:
    """Return the digits as 0-9, whatever script they were typed in."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def is_card(digits: str) -> bool:
    """Tell whether digits may be a payment card: 13 to 19 of them, Luhn's sum, an issuer's start.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iin(digits: str) -> bool:
    """Tell whether twelve digits are an individual identification number."""
    century = _CENTURY.get(digits[6]) if len(digits) == 12 else None
    if century is None:
        return False
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return _check_digit(digits) == int(digits[11])


def _check_digit(digits: str) -> int:
    """Return the check digit; 10 where the rules give none, which equals no digit."""
    first = sum(int(digit) * (place + 1) for place, digit in enumerate(digits[:11])) % 11
    if first < 10:
        return first
    return sum(int(digit) * ((place + 2) % 11 + 1) for place, digit in enumerate(digits[:11])) % 11
