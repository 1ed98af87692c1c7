"""reactions.csv row by row: who thinks what of which submission, and the latest of each pair."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from consult.core.text import clean_line
from consult.core.words import lazy
from consult.imports.rows import Fault
from consult.imports.submission_file import rows_of
from consult.imports.submission_rows import LONGEST_REF, Reader, Wrong

COLUMNS = ("submission_ref", "author_ref", "value", "at")
VALUES = {"1": 1, "+1": 1, "0": 0, "-1": -1, "\u22121": -1}
"""A spreadsheet may write a true minus sign."""

Pair = tuple[str, str]
"""Submission and author, by the names that the file gives them."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """What somebody thinks of a submission since when: 1 agree, -1 disagree, 0 pass."""

    value: int
    at: datetime


@dataclass(slots=True)
class Reactions:
    """The latest reaction of each pair, and what is wrong with the file."""

    latest: dict[Pair, Reacted] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


def read_reactions(file: BinaryIO, known: Collection[str], reader: Reader) -> Reactions:
    """Read a file whose submissions must be `known`; every faulty row is named.

    Of two rows for the same pair and moment the later row wins.
    """
    found = Reactions()
    for number, cells, too_many in rows_of(file, COLUMNS, COLUMNS):
        faults = [lazy("The row has more cells than there are columns.")] if too_many else []
        pair, reacted = _row(cells, known, reader, faults)
        found.rows += 1
        found.faults += [Fault(number, message) for message in faults]
        before = found.latest.get(pair)
        if reacted is not None and (before is None or before.at <= reacted.at):
            found.latest[pair] = reacted
    return found


def _row(
    cells: dict[str, str], known: Collection[str], reader: Reader, faults: list[Any]
) -> tuple[Pair, Reacted | None]:
    line = {name: clean_line(cells.get(name, "")[:10_000]) for name in COLUMNS}

    def checked(check: Callable[..., Any], *given: Any) -> Any:
        try:
            return check(*given)
        except Wrong as wrong:
            faults.append(wrong.message)
        return None

    submission = checked(_submission, line["submission_ref"], known)
    author = checked(_author, line["author_ref"])
    value, at = checked(_value, line["value"]), checked(_moment, line["at"], reader)
    return (submission, author), None if faults else Reacted(value, at)


def _submission(text: str, known: Collection[str]) -> str:
    if text not in known:
        message = lazy(
            "There is no submission with the reference “%(ref)s”. Import the submissions first.",
            ref=text[:60],
        )
        raise Wrong(message)
    return text


def _author(text: str) -> str:
    if not text:
        raise Wrong(lazy("It does not say whose reaction it is."))
    if len(text) > LONGEST_REF:
        raise Wrong(lazy("A reference is longer than 200 characters."))
    return text


def _value(text: str) -> int:
    if text not in VALUES:
        raise Wrong(lazy("The value is 1 (agree), -1 (disagree) or 0 (pass)."))
    return VALUES[text]


def _moment(text: str, reader: Reader) -> datetime:
    if not text:
        raise Wrong(lazy("It does not say when: the latest reaction counts."))
    return reader.moment(text)
