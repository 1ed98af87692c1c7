"""What each line of a table is: a heading again, column numbers, a chapter, or a row to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.core.words import lazy
from consult.imports.grid import Cell, Grid, Line
from consult.imports.headings import Columns, plain

NAMES = ("number", "element", "title", "current", "proposed", "rationale")

_CHAPTER = re.compile(
    r"^((под)?раздел|глава|часть|параграф|section|chapter|part|division|title)\b"
    r"|^[\divxlcі]+\s*(бөлім|тарау|бөлік|параграф)|^(бөлім|тарау)\b|^(бірінші|екінші|үшінші)\s+бөлім"
)
_NOTHING = {
    "current": re.compile(r"отсутствует|нет|жоқ|none|absent|no current wording"),
    "proposed": re.compile(
        r"исключить|исключается|исключ[её]н[аоы]?|алып тасталсын|алып тасталады|"
        r"алынып тасталсын|алынып тасталады|delete|deleted|repeal|repealed"
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A line below the header, its texts by column name, and the chapter it stands in."""

    line: int
    chapter: str
    texts: dict[str, str]
    problem: object | None
    numbered: bool


def stands_for_nothing(name: str, text: str) -> bool:
    """Whether a wording only says that there is none: a dash, "Отсутствует", "Исключить"."""
    words = plain(text[:100])
    return bool(text) and (not words or bool(_NOTHING[name].fullmatch(words)))


def readings(grid: Grid, columns: Columns) -> Iterator[Reading]:
    """The rows below the header, without what people put there for the eye."""
    chapter = ""
    headings = {plain(text) for text in columns.line.texts()}
    for line in grid.lines:
        texts = line.texts()
        if line.number <= columns.line.number or not (texts or _problems(line)):
            continue
        if _repeats_header(texts, headings) or _counts_columns(texts):
            continue
        if _says_what_people_said(line, columns):
            continue
        if _is_chapter(line, columns):
            chapter = " ".join(texts[0].split())
            continue
        yield _reading(line, columns, chapter, grid.ragged)


def _problems(line: Line) -> list[object]:
    return [cell.problem for cell in line.cells if cell.problem is not None]


def _repeats_header(texts: list[str], headings: set[str]) -> bool:
    return len(texts) > 1 and all(len(text) < 200 and plain(text) in headings for text in texts)


def _counts_columns(texts: list[str]) -> bool:
    return len(texts) > 1 and texts == [str(place) for place in range(1, len(texts) + 1)]


def _says_what_people_said(line: Line, columns: Columns) -> bool:
    """Tell whether a row of our own comparative table speaks of comments on the one above it."""
    said = [columns.places[name] for name in ("suggestion", "gist") if name in columns.places]
    filled = [place for place in said if any(one.text for one in _cells_of(line, columns, place))]
    return bool(filled) and not any(
        one.text
        for name in ("current", "proposed")
        for one in _cells_of(line, columns, columns.places[name])
    )


def _cells_of(line: Line, columns: Columns, place: Cell) -> list[Cell]:
    if len(line.cells) == len(columns.line.cells):
        return _cells_by_count(line, columns, place)
    return _cells_below(line, place)


def _is_chapter(line: Line, columns: Columns) -> bool:
    filled = [cell for cell in line.cells if cell.text]
    if len(filled) != 1 or _problems(line):
        return False
    cell = filled[0]
    if len(line.cells) == 1 and cell.start == 0 and cell.span > 1:
        return True
    return _covers_wordings(cell, columns) or (
        not _holds_wording(cell, columns) and bool(_CHAPTER.search(plain(cell.text[:200])))
    )


def _covers_wordings(cell: Cell, columns: Columns) -> bool:
    places = (columns.places["current"].start, columns.places["proposed"].start)
    return cell.start <= min(places) and max(places) < cell.start + cell.span


def _holds_wording(cell: Cell, columns: Columns) -> bool:
    wordings = (columns.places["current"], columns.places["proposed"])
    return any(place.start <= cell.start < place.start + place.span for place in wordings)


def _reading(line: Line, columns: Columns, chapter: str, ragged: bool) -> Reading:
    # Word draws rows whose borders differ by a hair as different columns: count cells first.
    by_count = ragged and len(line.cells) == len(columns.line.cells)
    found = {
        name: _cells_by_count(line, columns, place) if by_count else _cells_below(line, place)
        for name, place in columns.places.items()
    }
    problems = [cell.problem for cells in found.values() for cell in cells if cell.problem]
    if not problems and not by_count and any(_covers_wordings(c, columns) for c in line.cells):
        problems = [lazy("One cell covers both the current and the proposed wording. Split it.")]
    return Reading(
        line=line.number,
        chapter=chapter,
        texts={name: _joined(found.get(name, [])) for name in NAMES},
        problem=next(iter(problems), None),
        numbered=any(c.numbered for n in ("current", "proposed") for c in found[n]),
    )


def _cells_by_count(line: Line, columns: Columns, place: Cell) -> list[Cell]:
    return [line.cells[columns.line.cells.index(place)]]


def _cells_below(line: Line, place: Cell) -> list[Cell]:
    return [cell for cell in line.cells if place.start <= cell.start < place.start + place.span]


def _joined(cells: list[Cell]) -> str:
    return "\n".join(cell.text for cell in cells if cell.text)
