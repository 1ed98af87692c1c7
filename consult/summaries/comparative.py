"""The comparative table as plain values: one object behind DOCX, XLSX and the page for paper.

An amendment's own row carries its wordings. Below it stands what people said of it: each argument,
each suggestion and each other comment, with the official answer or the word that it waits.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from consult.comments.passages import Suggestion
from consult.comments.words import STANCE_LABELS, SUGGESTION_LABELS, clause_name
from consult.core.words import gettext, lazy
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.columns import Column, Type
from consult.summaries.summary import Summary

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
KIND_LABELS = {
    Kind.AMENDMENT: lazy("Amendment"),
    Kind.ARGUMENT: lazy("Argument"),
    Kind.SUGGESTION: lazy("Suggestion"),
    Kind.COMMENT: lazy("Comment"),
}
DECISION_LABELS: dict[str, Any] = {str(key): label for key, label in DISPOSITION_LABELS.items()}
DECISION_LABELS[WAITING] = lazy("Waits for an answer")


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
    first one stands for all. `disposition` is `waiting` until an answer is published.
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
    """A row. Only an amendment's own row has wordings, only the others have something `said`.

    `first` marks the first row of each amendment; the draft as a whole has none with wordings.
    `language` is that of the wordings.
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


TABLE_COLUMNS = [
    Column("number", lazy("Number"), Type.TEXT, 9),
    Column("element", lazy("Element"), Type.TEXT, 18),
    Column("title", lazy("Title"), Type.TEXT, 24),
    Column("current", lazy("Current wording"), Type.TEXT, 50),
    Column("proposed", lazy("Proposed wording"), Type.TEXT, 50),
    Column("rationale", lazy("Rationale"), Type.TEXT, 36),
    # Translators: a column: what a row of the comparative table speaks of (amendment, argument).
    Column("row", lazy("What the row is"), Type.CODE, 14, KIND_LABELS),
    # Translators: a column: the number of the argument or comment that a row speaks of.
    Column("said_id", lazy("Number of the argument or comment"), Type.WHOLE, 12),
    # Translators: a column of the comparative table; the import knows it by this heading.
    Column("suggestion", lazy("Suggestion of participants"), Type.TEXT, 40),
    # Translators: a column of the comparative table; the import knows it by this heading.
    Column("gist", lazy("Gist of what was said"), Type.TEXT, 50),
    Column("language", lazy("Language of the text"), Type.CODE, 10),
    # Translators: a column: how many people.
    Column("people", lazy("People"), Type.WHOLE, 9),
    # Translators: a column: how many texts.
    Column("texts", lazy("Texts"), Type.WHOLE, 9),
    Column("for", lazy("People for"), Type.WHOLE, 9),
    Column("against", lazy("People against"), Type.WHOLE, 9),
    Column("neutral", lazy("People neutral"), Type.WHOLE, 9),
    Column("disposition", lazy("Decision"), Type.CODE, 18, DECISION_LABELS),
    # Translators: a column: why officials decided so on a suggestion.
    Column("reasons", lazy("Reasons of the decision"), Type.TEXT, 50),
    Column("decided_at", lazy("Decided on"), Type.MOMENT, 18),
    Column("chapter", lazy("Chapter"), Type.TEXT, 24),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
]


def table_values(row: TableRow) -> list[Any]:
    """Return the values of TABLE_COLUMNS, in their order."""
    unit = [row.number, row.element, row.title, row.current, row.proposed, row.rationale, row.kind]
    said = row.said
    if said is None:
        return [*unit, *[None] * (len(TABLE_COLUMNS) - len(unit) - 2), row.chapter, row.url]
    stances = [said.people.stances.get(stance, 0) for stance in STANCE_LABELS]
    return [
        *unit,
        said.number,
        "\n".join(said.suggestion_lines),
        said.gist,
        said.language,
        said.people.people,
        said.people.texts,
        *stances,
        said.disposition,
        said.reasons,
        said.decided_at,
        row.chapter,
        said.url,
    ]


@dataclass(frozen=True, slots=True)
class Printed:
    """A column on paper: its key, heading and width in millimetres of an A4 page on its side."""

    key: str
    heading: Any
    width: int


PRINTED = [
    Printed("number", lazy("No."), 10),
    Printed("element", lazy("Element"), 17),
    Printed("title", lazy("Title"), 17),
    Printed("current", lazy("Current wording"), 34),
    Printed("proposed", lazy("Proposed wording"), 34),
    Printed("rationale", lazy("Rationale"), 19),
    Printed("suggestion", lazy("Suggestion of participants"), 32),
    Printed("gist", lazy("Gist of what was said"), 44),
    Printed("people", lazy("People"), 9),
    Printed("stances", lazy("For, against, neutral"), 12),
    Printed("disposition", lazy("Decision"), 17),
    Printed("reasons", lazy("Reasons of the decision"), 19),
    Printed("decided_on", lazy("Decided on"), 15),
]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says on paper, a paragraph a line; `language` where the texts are in one."""

    lines: list[str]
    language: str = ""
    lead: str = ""
    """What comes before it, in bold: which argument or comment it is."""


def about_the_table(summary: Summary) -> list[str]:
    """Return what stands above the table: the moment, what a row is, the note."""
    made = summary.local(summary.made_at)
    return [
        gettext("Figures of %(moment)s, %(zone)s.", moment=f"{made:%Y-%m-%d %H:%M}",
                zone=summary.time_zone),
        gettext(
            "Comments that officials gathered as one argument are one row, and so are near-copies "
            "with the same answer. Comments that are not published are not in the table."
        ),
        str(summary.note),
    ]  # fmt: skip


def day_of(moment: datetime, summary: Summary) -> str:
    """Return the day of a moment in figures, as the language writes it."""
    local = summary.local(moment)
    return f"{local:%Y-%m-%d}" if summary.language == "en" else f"{local:%d.%m.%Y}"


def printed_cells(row: TableRow, summary: Summary) -> list[Cell]:
    """Return the cells of PRINTED, dates in the summary's language and time zone."""
    ours = [Cell([row.number])]
    for text in (row.element, row.title):
        ours.append(Cell([text] if row.first and text else [], row.language))
    for text in (row.current, row.proposed, row.rationale):
        ours.append(Cell(text.split("\n") if text else [], row.language))
    if row.said is None:
        return ours + [Cell([])] * (len(PRINTED) - len(ours))
    return ours + _printed_said(row, row.said, summary)


def _printed_said(row: TableRow, said: Said, summary: Summary) -> list[Cell]:
    counts = said.people.stances
    split = " / ".join(str(counts.get(stance, 0)) for stance in STANCE_LABELS)
    return [
        Cell(said.suggestion_lines, said.language),
        Cell([said.gist], said.language, row.name),
        Cell([str(said.people.people)]),
        Cell([split]),
        Cell([str(DECISION_LABELS[said.disposition])]),
        Cell(said.reasons.split("\n") if said.reasons else []),
        Cell([day_of(said.decided_at, summary)] if said.decided_at else []),
    ]
