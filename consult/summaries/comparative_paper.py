"""The comparative table on paper: its columns, and what each cell says, for DOCX and the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult.comments.words import STANCE_LABELS
from consult.core.words import gettext, lazy
from consult.responses.words import change_name
from consult.summaries.comparative import Said, TableRow
from consult.summaries.comparative_columns import DECISION_LABELS
from consult.summaries.summary import Summary


@dataclass(frozen=True, slots=True)
class Printed:
    """A column on paper: its key, heading and width in millimetres of an A4 page on its side.

    In `ours` stands the amendment, in the others what was said of it and answered.
    """

    key: str
    heading: Any
    width: int
    ours: bool = False


PRINTED = [
    Printed("number", lazy("No."), 9, ours=True),
    Printed("element", lazy("Element"), 16, ours=True),
    Printed("title", lazy("Title"), 16, ours=True),
    Printed("current", lazy("Current wording"), 36, ours=True),
    Printed("proposed", lazy("Proposed wording"), 36, ours=True),
    Printed("rationale", lazy("Rationale"), 24, ours=True),
    Printed("suggestion", lazy("Suggestion of participants"), 27),
    Printed("gist", lazy("Gist of what was said"), 38),
    Printed("people", lazy("People"), 9),
    Printed("stances", lazy("For, against, neutral"), 13),
    Printed("disposition", lazy("Decision"), 16),
    Printed("reasons", lazy("Reasons of the decision"), 25),
    Printed("decided_on", lazy("Decided on"), 14),
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
        *([summary.narrowed] if summary.narrowed else []),
        gettext("Figures of %(moment)s, %(zone)s.", moment=f"{made:%Y-%m-%d %H:%M}",
                zone=summary.time_zone),
        gettext(
            "Comments that officials gathered as one argument are one row, and so are near-copies "
            "with the same answer. Comments that are not published are not in the table."
        ),
        gettext(
            "Single comments without a suggestion that wait for an answer are one row below their "
            "amendment; the table for Excel has a row for each."
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
    counts, gist = said.people.stances, Cell([said.gist], said.language, row.name)
    split = " / ".join(str(counts.get(stance, 0)) for stance in STANCE_LABELS)
    return [
        Cell(said.suggestion_lines, said.language),
        gist if said.text else Cell([row.name]),
        Cell([str(said.people.people)]),
        Cell([split]),
        Cell([str(DECISION_LABELS[said.disposition])]),
        Cell(_reasons(said)),
        Cell([day_of(said.decided_at, summary)] if said.decided_at else []),
    ]


def _reasons(said: Said) -> list[str]:
    """Return the reasons and, on a line of its own, what changed in the wording."""
    lines = said.reasons.split("\n") if said.reasons else []
    if said.changes:
        names = "; ".join(change_name(one.revision, one.clause) for one in said.changes)
        lines.append(gettext("Changed after it: %(changes)s", changes=names))
    return lines
