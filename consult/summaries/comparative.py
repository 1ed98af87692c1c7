"""The rows of the comparative table as plain values, behind DOCX, XLSX and the page for paper.

An amendment's own row carries its wordings. Below it stands what people said of it: each argument,
each suggestion and each other comment, with the official answer or the word that it waits. On
paper the single comments that wait are gathered in one row.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consult.comments.passages import Suggestion
from consult.comments.words import SUGGESTION_LABELS, clause_name
from consult.core.words import gettext, ngettext
from consult.responses.traces import Change

LONGEST_GIST = 400
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_PARTING = re.compile("[\u2028\u2029\u0085]")


class Kind(StrEnum):
    """What a row speaks of."""

    AMENDMENT = "amendment"
    ARGUMENT = "argument"
    SUGGESTION = "suggestion"
    COMMENT = "comment"
    WAITING = "waiting"


WAITING = "waiting"
"""The disposition of what has no answer."""


@dataclass(frozen=True, slots=True)
class People:
    """How many people and texts stand behind a row, and how many people for each stance."""

    people: int
    texts: int
    stances: dict[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, by how many people, and what officials answered.

    `number` is the argument's own or the comment's; of near-copies that got the same answer the
    first one stands for all. `disposition` is `waiting` until an answer is published; `changes`
    are what was changed in the wording after an argument.
    """

    number: int
    url: str
    text: str
    language: str
    people: People
    disposition: str = WAITING
    reasons: str = ""
    decided_at: datetime | None = None
    clause: str = ""
    suggestion: str | None = None
    quote: str = ""
    suggested: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def gist(self) -> str:
        """Return the beginning of the text, up to the end of a sentence or at least of a word."""
        return gist_of(self.text)

    @property
    def suggestion_lines(self) -> list[str]:
        """Return the clause, what becomes of it, the words spoken of and the new ones."""
        if self.suggestion is None:
            return []
        what = str(SUGGESTION_LABELS[Suggestion(self.suggestion)])
        lines = [f"{clause_name(self.clause)}: {what}" if self.clause else what]
        if self.quote:
            lines.append(f"«{isolated(self.quote)}»")
        if self.suggested:
            lines.append(f"→ {isolated(self.suggested)}")
        return "\n".join(lines).split("\n")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the wordings of an amendment, or something `said` of it; on paper also both.

    `first` marks the first row of each amendment; the draft as a whole has none with wordings.
    `language` is that of the wordings. On paper what was said first stands beside the wordings.
    """

    kind: Kind
    number: str
    element: str
    title: str
    chapter: str
    url: str
    language: str
    first: bool
    current: str = ""
    proposed: str = ""
    rationale: str = ""
    said: Said | None = None

    @property
    def name(self) -> str:
        """Return what the row speaks of, in a word or two."""
        if self.said is None:
            return gettext("Amendment %(number)s", number=self.number)
        if self.kind == Kind.ARGUMENT:
            return gettext("Argument %(number)s", number=self.said.number)
        if self.kind == Kind.WAITING:
            texts = self.said.people.texts
            return ngettext(
                "%(num)d comment waits for an answer", "%(num)d comments wait for an answer", texts
            )
        return gettext("Comment %(number)s", number=self.said.number)


def isolated(text: str) -> str:
    """Return citizens' words as they stand inside ours: their directions end where they end."""
    opened = sum(text.count(sign) for sign in "\u2066\u2067\u2068") - text.count("\u2069")
    inner = text + "\u2069" * max(0, opened)
    return f"\u2068{inner}\u2069" if any(ord(letter) > 0x58F for letter in text) else inner


def gist_of(text: str) -> str:
    """Return a text in one paragraph, cut after a sentence, or a word, where it is long.

    >>> gist_of("Short.\\n\\nAnd clear.")
    'Short. And clear.'
    """
    line = " ".join(_PARTING.sub(" ", text).split())
    if len(line) <= LONGEST_GIST:
        return line
    start = line[:LONGEST_GIST]
    sentences = [match.start() for match in _SENTENCE.finditer(start)]
    words = start.rfind(" ")
    end = next((place for place in reversed(sentences) if place > LONGEST_GIST // 2), words)
    return f"{start[:end] if end > LONGEST_GIST // 2 else start} …"
