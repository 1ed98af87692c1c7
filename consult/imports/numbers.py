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
_HEADING = re.compile(
    rf"((?:(?:стать[а-яё]+|ст\.|articles?|art\.|section|sec\.|clause|§|бап)\s*№?\s*)?({_NUMBER})"
    rf"(\s*-?\s*бап)?)(?=[\W_]|$)",
    re.I,
)
_ARTICLE = re.compile(
    r"(стать[а-яё]+|ст\.|articles?|art\.|§|бап)\s*№?\s*\d|\d[\d.-]*\s*-?\s*бап", re.I
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


def of_heading(text: str) -> tuple[str, str, str]:
    """Cut a heading of a law into article, number and title; what it does not say is "".

    >>> of_heading("Article 83-1. The Ombudsman")
    ('Article 83-1', '83-1', 'The Ombudsman')
    """
    text = _raise_to_dash(text.strip()).translate(_DASHES)
    match = _HEADING.match(text)
    if match is None:
        return "", "", text
    rest = text[match.end() :]
    bare = match.group(1) == match.group(2)
    if bare and rest.strip() and rest[0] not in ".):":  # "2026 in figures" is no article 2026
        return "", "", text
    element = "" if bare else match.group(1)
    return element, match.group(2).casefold(), rest.strip(" \t\u00a0.):—-")


def names_article(text: str) -> bool:
    """Whether a heading names an article: "Статья 5", "5-бап", "Article 5", "§ 5"."""
    return bool(_ARTICLE.match(_raise_to_dash(text.strip()).translate(_DASHES)))


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
