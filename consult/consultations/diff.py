"""The word-level diff of two wordings: computed, cut for display and stored.

Exact to the byte: nothing is normalised, so both texts can be rebuilt from the runs.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

from consult.consultations.phrasing import phrased_changes


class Mark(StrEnum):
    """What becomes of a stretch of text."""

    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"


class Change(StrEnum):
    """What an amendment does to a provision."""

    CHANGED = "changed"
    NEW = "new"
    REPEALED = "repealed"
    UNCHANGED = "unchanged"
    WHOLE = "whole"
    """None at all: it stands for the draft as a whole, and has no wording."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one mark."""

    mark: Mark
    text: str


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LABEL = r"\w{1,3}(?:[.-]\d{1,3})*[.)][ \t\u00a0]+"
_LABEL_AT_END = re.compile(rf"(?:^|(?<=\n)){_LABEL}(?:\S+[ \t\u00a0]+){{0,3}}\Z")
_LABEL_AFTER_BREAK = re.compile(rf"\n{_LABEL}[^\n]*\Z")
_SIGNS = {Mark.KEEP: "=", Mark.DELETE: "-", Mark.INSERT: "+"}
_MARKS = {sign: mark for mark, sign in _SIGNS.items()}


def word_diff(current: str, proposed: str) -> list[Run]:
    """Return the runs that turn the current wording into the proposed one.

    KEEP and DELETE runs joined are `current`, KEEP and INSERT runs joined are `proposed`, byte
    for byte. Words are never cut; in a change the deletion stands before the insertion; whole
    paragraphs that change stand before a change inside the paragraph after them.
    """
    runs = []
    for hunk in phrased_changes(current, proposed):
        runs += [Run(Mark.DELETE, hunk.deleted), Run(Mark.INSERT, hunk.inserted)]
        runs.append(Run(Mark.KEEP, hunk.kept))
    return _joined([run for run in runs if run.text])


def kind_of_change(current: str, proposed: str) -> Change:
    """Tell a new provision, a repeal, a changed wording and an unchanged one apart."""
    if current == proposed:
        return Change.UNCHANGED
    if not current.strip():
        return Change.NEW
    return Change.CHANGED if proposed.strip() else Change.REPEALED


def relabelled(runs: list[Run]) -> list[Run]:
    """Return the runs as a lawyer reads them where a paragraph went and the next took its number.

    Word by word the number of the deleted paragraph is kept, and it would stand before the deleted
    text, away from the paragraph that bears it now. So it is deleted there and inserted here; both
    texts are rebuilt as before.
    """
    shown: list[Run] = []
    for run in runs:
        if label := _moved_label(shown, run):
            kept = shown.pop().text[: -len(label)]
            shown += [Run(Mark.KEEP, kept)] if kept else []
            shown += [Run(Mark.DELETE, label + run.text), Run(Mark.INSERT, label)]
        else:
            shown.append(run)
    return _joined(shown)


def _moved_label(before: list[Run], run: Run) -> str:
    """Return the number, and few words, that a deleted paragraph leaves to the next."""
    if run.mark is not Mark.DELETE or not before or before[-1].mark is not Mark.KEEP:
        return ""
    label = _LABEL_AT_END.search(before[-1].text)
    if label is None or not _LABEL_AFTER_BREAK.search(run.text):
        return ""
    begins = label.start() > 0 or all(one.text.endswith("\n") for one in before[-2:-1])
    return label.group() if begins else ""


def paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Return the runs cut into paragraphs; joined again they rebuild both texts.

    A paragraph holds the line breaks that end it, kept, deleted or inserted, so a run may end in
    one; blank lines belong to the paragraph above them.
    """
    found: list[list[Run]] = []
    ended = True
    for run in relabelled(runs):
        for line in _LINE.findall(run.text):
            if not found or (ended and line.strip()):
                found.append([])
                ended = False
            found[-1].append(Run(run.mark, line))
            ended = ended or line.endswith("\n")
    return [_joined(paragraph) for paragraph in found]


def side_by_side(runs: list[Run]) -> list[tuple[list[Run], list[Run]]]:
    """Return rows of the current side (KEEP, DELETE) and the proposed side (KEEP, INSERT).

    Paragraphs that share text stand in one row, and deleted ones beside the inserted ones that
    follow them; a side without a counterpart is empty. Where a break was added or dropped, a side
    holds several paragraphs: cut it with `paragraphs`.
    """
    rows: list[tuple[list[Run], list[Run]]] = []
    lone: dict[Mark, list[list[Run]]] = {Mark.DELETE: [], Mark.INSERT: []}
    for row in _rows(runs):
        marks = {run.mark for run in row}
        if len(marks) == 1 and Mark.KEEP not in marks:
            lone[marks.pop()].append(row)
            continue
        rows += zip_longest(lone[Mark.DELETE], lone[Mark.INSERT], fillvalue=[])
        lone = {Mark.DELETE: [], Mark.INSERT: []}
        rows.append((_side(row, Mark.DELETE), _side(row, Mark.INSERT)))
    return rows + list(zip_longest(lone[Mark.DELETE], lone[Mark.INSERT], fillvalue=[]))


def texts_of(runs: list[Run]) -> tuple[str, str]:
    """Return the current and the proposed wording, rebuilt from the runs."""
    return _text(runs, Mark.DELETE), _text(runs, Mark.INSERT)


def changed_words(parts: Iterable[list[Run]]) -> tuple[int, int]:
    """Return how many words the paragraphs of a diff insert, and how many they delete."""
    words = Counter[Mark]()
    for run in chain.from_iterable(parts):
        words[run.mark] += len(run.text.split())
    return words[Mark.INSERT], words[Mark.DELETE]


def encode(runs: list[Run]) -> list[list[str]]:
    """Return the runs as plain lists for JSON: [["=", "kept"], ["-", "old"], ["+", "new"]]."""
    return [[_SIGNS[run.mark], run.text] for run in runs]


def decode(data: list[list[str]]) -> list[Run]:
    """Return the runs that `encode` wrote."""
    return [Run(_MARKS[sign], text) for sign, text in data]


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Return the paragraphs, those joined that a break on one side only has parted."""
    rows: list[list[Run]] = [[]]
    left, right = len(_text(runs, Mark.DELETE)), len(_text(runs, Mark.INSERT))
    for paragraph in paragraphs(runs):
        rows[-1] += paragraph
        left -= len(_text(paragraph, Mark.DELETE))
        right -= len(_text(paragraph, Mark.INSERT))
        sides = (_text(rows[-1], Mark.DELETE), left), (_text(rows[-1], Mark.INSERT), right)
        if all(not text or text.rstrip(" \t\r").endswith("\n") or not rest for text, rest in sides):
            rows.append([])
    return [_joined(row) for row in rows if row]


def _side(runs: list[Run], mark: Mark) -> list[Run]:
    """Return the kept runs and those with the mark."""
    return _joined([run for run in runs if run.mark in (Mark.KEEP, mark)])


def _text(runs: list[Run], mark: Mark) -> str:
    """Return the text of one side: DELETE gives the current wording, INSERT the proposed."""
    return "".join(run.text for run in runs if run.mark in (Mark.KEEP, mark))


def _joined(runs: list[Run]) -> list[Run]:
    """Return the runs, neighbours with the same mark as one."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].mark is run.mark:
            joined[-1] = Run(run.mark, joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined
