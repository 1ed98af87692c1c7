"""What of a change fits on one sheet of paper, and how large its type may be."""

from dataclasses import dataclass
from math import ceil

from consult.consultations.diff import Mark, Run

SIZES = {"large": (38, 12), "medium": (52, 16), "small": (70, 22), "least": (79, 25)}
"""For each size of type the characters of a line and the lines, both on the safe side."""
TITLE = 40
"""Characters of a line of the title; its first line has a place of its own."""

Paragraphs = list[list[Run]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The paragraphs that fit, the size of their type, and whether something was left out."""

    size: str
    paragraphs: Paragraphs
    shortened: bool


def fitted(paragraphs: Paragraphs, title: str) -> Fitted:
    """Return the whole change in the largest type; too long, its changed paragraphs alone.

    Should even these be too long, the first of them, cut where the sheet ends.
    """
    taken = len(title) // TITLE
    for size in SIZES:
        if _fits(paragraphs, size, taken):
            return Fitted(size, paragraphs, shortened=False)
    taken += 3  # The note that something is left out, and one line to be safe.
    changed = [one for one in paragraphs if _changes(one)]
    for size in ("small", "least"):
        if _fits(changed, size, taken):
            return Fitted(size, changed, shortened=True)
    return Fitted("least", _cut(changed, taken), shortened=True)


def _changes(paragraph: list[Run]) -> bool:
    return any(run.mark is not Mark.KEEP for run in paragraph)


def _fits(paragraphs: Paragraphs, size: str, taken: int) -> bool:
    width, lines = SIZES[size]
    return sum(_lines(paragraph, width) for paragraph in paragraphs) <= lines - taken


def _lines(paragraph: list[Run], width: int) -> float:
    """Return the lines of a paragraph and the half line below it."""
    return ceil(sum(len(run.text) for run in paragraph) / width) + 0.5


def _cut(paragraphs: Paragraphs, taken: int) -> Paragraphs:
    width, lines = SIZES["least"]
    room = (lines - taken) * width
    kept: Paragraphs = []
    for paragraph in paragraphs:
        kept.append([])
        room -= width // 2
        for run in paragraph:
            if room > 0:
                kept[-1].append(run if len(run.text) <= room else Run(run.mark, _up_to(run, room)))
            room -= len(run.text)
        if room <= 0:
            break
    return [paragraph for paragraph in kept if _changes(paragraph)]


def _up_to(run: Run, room: int) -> str:
    """Return the whole words of a run that still have room."""
    return run.text[:room].rpartition(" ")[0] + " …"
