"""The number of an amendment: as written, or taken from the name of the article."""

import re

_ALLOWED = re.compile(r"(?=.*[^\W_])[^\W_](?:[^\W_]|[-.]){0,19}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBER = r"\d+(?:[-.]\d+)*(?:-?[a-zа-яәғқңөұүһі]\b)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"({_NUMBER})\s*-?\s*бап",
        rf"(?:стать[а-яё]+|\bст\.|\barticles?|\bart\.|\bбап)\s*№?\s*({_NUMBER})",
        rf"^№?\s*({_NUMBER})[.)]?$",
    )
)
_MONTHS = (
    "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|"
    "жел|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_DATE = re.compile(
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d\d[./]\d\d[./]\d\d|\d{{4}}-\d\d-\d\d"
    rf"|(\d{{1,2}}[-.])?({_MONTHS})[а-яәa-z]{{0,6}}[-.]{{1,2}}\d{{2,4}}|\d{{1,2}}[-.]({_MONTHS})\.?"
)


def written(text: str) -> str:
    """The number as somebody wrote it, without the dot or bracket that closes a list number."""
    text = _raise_to_dash(text).translate(_DASHES)
    return re.sub(r"^(№|no\.)\s*", "", text.strip(), flags=re.I).rstrip(".) \t\n")


def of_element(element: str) -> str:
    """The number inside "Статья 53", "53-бап", "Article 53" or "83-1"; "" where there is none."""
    text = _raise_to_dash(element[:500]).translate(_DASHES).casefold().strip()
    found = (match for pattern in _PATTERNS if (match := pattern.search(text)))
    return next((match.group(1) for match in found), "")


def allowed(number: str) -> bool:
    """Whether a number can stand in an address: letters, digits, "-" and ".", 20 at most."""
    return bool(_ALLOWED.fullmatch(number))


def is_date(number: str) -> bool:
    """Whether a spreadsheet has turned a number such as 83-1 into a date."""
    return bool(_DATE.fullmatch(number.casefold()))


def _raise_to_dash(text: str) -> str:
    """Lawyers print 83¹ for what the official texts write as 83-1."""
    return re.sub(
        r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda match: "-" + match.group().translate(_RAISED), text
    )
