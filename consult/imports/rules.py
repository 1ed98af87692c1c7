"""What a table may bring, and what an amendment is called when its row does not say."""

from collections.abc import Iterable
from datetime import timedelta

from consult.core.words import lazy
from consult.imports.rows import Fault, Table

KEPT_FOR = timedelta(hours=24)
"""How long an upload waits for its confirmation."""

LONGEST_TITLE = 300
LONGEST_HEADING = 500
MOST_CHARACTERS = 4_000_000
"""Of all wordings of a table: ten constitutions, and still compared within seconds."""

_ELEMENTS = {"kk": "{}-бап", "ru": "Статья {}", "en": "Article {}"}
_TITLES = {"kk": "{}-түзету", "ru": "Поправка {}", "en": "Amendment {}"}


def element_called(number: str, language: str) -> str:
    """Return the name of the article with this number, for a row that names none."""
    return _ELEMENTS[language].format(number)


def title_called(number: str, language: str) -> str:
    """Return a title for a row that has neither a title nor an article."""
    return _TITLES[language].format(number)


def readable(slug: str) -> str:
    """Return a short name as words, for a consultation without a title."""
    return slug.replace("-", " ").capitalize()


def faults_of(table: Table) -> list[Fault]:
    """Return what forbids the import: the reader's faults, and texts too long for a page."""
    found = list(table.faults)
    for row in table.rows:
        if max(len(row.title), len(row.element), len(row.chapter)) > LONGEST_HEADING:
            message = lazy("The title, the article or the chapter is longer than 500 characters.")
            found.append(Fault(row.line, message))
    if sum(len(row.current) + len(row.proposed) for row in table.rows) > MOST_CHARACTERS:
        message = lazy(
            "All wordings together have more than 4 million characters. Split the table."
        )
        found.append(Fault(None, message))
    return sorted(found, key=lambda fault: fault.line or 0)


def placed(known: Iterable[str], table: Iterable[str]) -> list[str]:
    """Return what is known in its order, what is new behind what precedes it in the table.

    >>> placed(["1", "2", "9"], ["1", "1-1", "2", "3"])
    ['1', '1-1', '2', '3', '9']
    """
    order = list(known)
    have = set(order)
    at = 0
    for one in table:
        if one in have:
            at = order.index(one) + 1
        else:
            order.insert(at, one)
            have.add(one)
            at += 1
    return order
