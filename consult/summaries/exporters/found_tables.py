"""The tables of arguments and of themes, for the workbook and as CSV."""

from collections.abc import Iterator
from typing import Any

from consult.config import LANGUAGES
from consult.core.words import lazy
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.columns import Column, Type
from consult.summaries.summary import Summary

ORIGIN_LABELS = {"machine": lazy("Proposed by a machine"), "person": lazy("Made by a person")}

ARGUMENT_COLUMNS = [
    Column("argument", lazy("Argument"), Type.WHOLE, 10),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
    Column("amendment", lazy("Amendment"), Type.TEXT, 12),
    Column("title", lazy("Title"), Type.TEXT, 50),
    Column("language", lazy("Language"), Type.CODE, 10, LANGUAGES),
    Column("comments", lazy("Comments"), Type.WHOLE),
    Column("people", lazy("People"), Type.WHOLE),
    Column("disposition", lazy("Official answer"), Type.CODE, 18, DISPOSITION_LABELS),
    Column("reasons", lazy("Reasons of the answer"), Type.TEXT, 60),
    Column("answered_on", lazy("Answered on"), Type.MOMENT, 18),
    Column("changes", lazy("What changed after it"), Type.CHANGES, 24),
]
THEME_COLUMNS = [
    Column("theme", lazy("Theme"), Type.TEXT, 40),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
    Column("language", lazy("Language"), Type.CODE, 10, LANGUAGES),
    Column("origin", lazy("Where it comes from"), Type.CODE, 24, ORIGIN_LABELS),
    Column("confirmed", lazy("Confirmed by a person"), Type.FLAG, 14),
    Column("comments", lazy("Comments"), Type.WHOLE),
]


def argument_values(summary: Summary) -> Iterator[list[Any]]:
    """Yield the values of ARGUMENT_COLUMNS of every argument, by number."""
    for one in summary.arguments:
        what = [one.number, one.url, one.amendment, one.title, one.language]
        answer = [one.disposition, one.reasons, one.answered_at, one.changes]
        yield [*what, one.comments, one.people, *answer]


def theme_values(summary: Summary) -> Iterator[list[Any]]:
    """Yield the values of THEME_COLUMNS of every theme."""
    for one in summary.themes:
        yield [one.name, one.url, one.language, one.origin, one.confirmed, one.comments]
