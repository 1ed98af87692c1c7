"""What a comment speaks of: a clause or words of a wording, and other wording suggested for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from consult.consultations.clauses import Clause, clause_at, clauses
from consult.consultations.diff import Mark, Run, paragraphs, word_diff
from consult.consultations.quotes import find_quote, make_quote
from consult.core.errors import Invalid
from consult.core.text import clean_paragraphs
from consult.core.words import lazy

LONGEST_SUGGESTED = 10_000
ASIDE = "@"
"""Parts the key of a clause from the revision after which its words were gone: `2@1`."""


class Suggestion(StrEnum):
    """What somebody would do with a clause."""

    KEEP = "keep"
    DELETE = "delete"
    REPLACE = "replace"
    ADD = "add"


class Side(StrEnum):
    """Which wording is spoken of; the current one only where all of it is repealed."""

    CURRENT = "current"
    PROPOSED = "proposed"


class WordingLike(Protocol):
    """What is asked of a wording."""

    language: str
    revision: int
    current: str
    proposed: str


@dataclass(frozen=True, slots=True)
class About:
    """What a new comment speaks of, and what it suggests; the values of the columns."""

    clause: str | None = None
    quote: dict[str, Any] | None = None
    suggestion: str | None = None
    suggested: str | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values by the names of their columns."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the words that a comment quotes stand now; `key` is their clause."""

    key: str | None
    gone: bool = False
    changed: bool = False


def side_of(wording: WordingLike) -> Side:
    """Return the side that people speak of."""
    return Side.PROPOSED if wording.proposed.strip() else Side.CURRENT


def words_of(wording: WordingLike) -> str:
    """Return the text that people speak of."""
    return wording.proposed if wording.proposed.strip() else wording.current


def passage(wording: WordingLike, clause: Clause, start: int = 0, end: int | None = None) -> About:
    """Return what a comment on a clause speaks of; `start` and `end` count within the clause.

    Invalid where they select nothing of it. Without them the whole clause is meant.
    """
    whole = end is None
    end = len(clause.text) if end is None else end
    if not 0 <= start < end <= len(clause.text) or not clause.text[start:end].strip():
        message = lazy("The selected words are not in the clause. Select them again.")
        raise Invalid(message, field="body")
    quote = make_quote(words_of(wording), clause.start + start, clause.start + end)
    where = {"language": wording.language, "revision": wording.revision, "side": side_of(wording)}
    return About(clause.key, {**quote, **where, "whole": whole})


def suggested_for(about: About, kind: str, text: str) -> About:
    """Return what a suggestion on a clause stores; Invalid where it says nothing new."""
    if kind not in set(Suggestion) or about.quote is None:
        message = lazy("Say what should become of the clause.")
        raise Invalid(message, field="suggestion")
    words = _other_words(about.quote["exact"], Suggestion(kind), clean_paragraphs(text))
    return About(about.clause, about.quote, kind, words)


def _other_words(clause: str, kind: Suggestion, text: str) -> str | None:
    if kind in {Suggestion.KEEP, Suggestion.DELETE}:
        return None
    before = clean_paragraphs(clause)
    if kind is Suggestion.ADD:
        # The form begins with the clause's own words, and many write below them.
        text = text.removeprefix(before).strip()
    if not text or text == before:
        message = lazy("Change the words of the clause, or choose to keep it.")
        raise Invalid(message, field="suggested")
    if len(text) > LONGEST_SUGGESTED:
        raise Invalid(lazy("Shorten your wording to 10,000 characters."), field="suggested")
    return text


@lru_cache(maxsize=1024)
def suggested_runs(clause: str, kind: str, text: str) -> list[list[Run]]:
    """Return a suggestion as the paragraphs of a diff against its clause."""
    if kind == Suggestion.REPLACE:
        return paragraphs(word_diff(clause, text))
    if kind == Suggestion.ADD:
        new = [[Run(Mark.INSERT, line)] for line in text.split("\n") if line.strip()]
        return [[Run(Mark.KEEP, clause)], *new]
    return [[Run(Mark.DELETE if kind == Suggestion.DELETE else Mark.KEEP, clause)]]


def anchor_of(
    clause: str, quote: Mapping[str, Any], revision: int, wording: WordingLike | None
) -> Anchor:
    """Return where quoted words stand in the wording in force, which has this revision.

    What is quoted in another language than the wording's keeps the clause it was given.
    """
    if quote["revision"] == revision:
        return Anchor(clause)
    if wording is None or wording.language != quote["language"]:
        gone = ASIDE in clause
        return Anchor(None if gone else clause, gone)
    if quote["side"] != side_of(wording):
        return Anchor(None, gone=True)
    text = words_of(wording)
    found = find_quote(text, quote)
    here = clause_at(clauses(text), found.start) if found else None
    if found is None or here is None:
        return Anchor(None, gone=True)
    return Anchor(here.key, changed=text[found.start : found.end] != quote["exact"])
