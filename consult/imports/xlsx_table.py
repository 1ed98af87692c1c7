"""The sheets of an Excel workbook, read as a person sees them: stored values, merged cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from consult.imports.archive import Archive, damaged, too_large
from consult.imports.grid import MAX_COLUMNS, MAX_LINES, Cell, Grid, Line
from consult.imports.headings import SEARCHED_LINES, find_columns
from consult.imports.xlsx_values import Values, read_values
from consult.imports.xml_parts import Attributes, Enough, Handler, relationships, stream

LAST_ROW = 1_048_576
MAX_SHEETS = 50
MAX_MERGES = 50_000
MAX_FILLED = 500_000

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def xlsx_grids(archive: Archive, part: str) -> list[Grid]:
    """Every visible sheet of the workbook that has the needed columns, in the workbook's order."""
    book = _Book()
    stream(archive, part, book)
    targets = relationships(archive, part)
    values = read_values(archive, part)
    grids = (
        _sheet_grid(archive, name, values) for name in _worksheets(archive, targets, book.sheets)
    )
    return [grid for grid in grids if find_columns(grid) is not None]


def _worksheets(
    archive: Archive, targets: dict[str, tuple[str, str]], sheets: list[str]
) -> Iterator[str]:
    names = archive.names()
    found = dict.fromkeys(targets[key] for key in sheets if key in targets)
    worksheets = (name for kind, name in found if kind == "worksheet" and name in names)
    return islice(worksheets, MAX_SHEETS)


class _Book(Handler):
    """Notes the relationship ids of the sheets that are not hidden."""

    def __init__(self) -> None:
        self.sheets: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "x:sheet" and attributes.get("state", "visible") == "visible":
            self.sheets.append(attributes.get("r:id", ""))


@dataclass(slots=True)
class _Stored:
    """A cell as the file stores it."""

    column: int
    kind: str
    style: str
    value: list[str] = field(default_factory=list)
    formula: bool = False


class _Sheet(Handler):
    """Gathers the filled cells of each row, and the merged areas."""

    def __init__(self, values: Values) -> None:
        self.grid = Grid()
        self.merges: list[tuple[int, int, int, int]] = []
        self._values = values
        self._row = 0
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._stored: _Stored | None = None
        self._open = ""
        self._phonetic = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "x:c":
            self._column = _column(attributes.get("r", ""), self._column + 1)
            kind, style = attributes.get("t", "n"), attributes.get("s", "0")
            self._stored = _Stored(self._column, kind, style)
        elif name == "x:row":
            self._row = _row_number(attributes.get("r"), self._row)
            self._cells, self._column = {}, -1
        elif name == "x:mergeCell":
            self._note_merge(attributes.get("ref", ""))
        elif name == "x:rPh":
            self._phonetic += 1
        elif self._stored and name in ("x:v", "x:f", "x:t"):
            self._open = name
            self._stored.formula = self._stored.formula or name == "x:f"

    def end(self, name: str) -> None:
        if name == "x:c" and self._stored:
            self._keep(self._stored)
            self._stored = None
        elif name == "x:row":
            self._end_row()
        elif name == "x:rPh":
            self._phonetic -= 1
        elif name == self._open:
            self._open = ""

    def text(self, text: str) -> None:
        if self._stored and self._open in ("x:v", "x:t") and not self._phonetic:
            self._stored.value.append(text)

    def _keep(self, stored: _Stored) -> None:
        if stored.column >= MAX_COLUMNS or not (stored.value or stored.formula):
            return
        value = "".join(stored.value)
        text, problem = self._values.read(stored.kind, stored.style, value, stored.formula)
        if text or problem is not None:
            self._cells[stored.column] = Cell(stored.column, 1, text, problem)

    def _end_row(self) -> None:
        if self._cells and len(self.grid.lines) >= MAX_LINES:
            self.grid.cut = True
        elif self._cells:
            cells = tuple(self._cells[column] for column in sorted(self._cells))
            self.grid.lines.append(Line(self._row, cells))
        # A sheet of other data may be enormous; no header this far down means it is not ours.
        if len(self.grid.lines) == SEARCHED_LINES and find_columns(self.grid) is None:
            raise Enough

    def _note_merge(self, area: str) -> None:
        match = _AREA.fullmatch(area)
        if len(self.merges) >= MAX_MERGES:
            raise too_large()
        if match:
            left, top, right, bottom = match.groups()
            self.merges.append((int(top), _letters(left), int(bottom), _letters(right)))


def _sheet_grid(archive: Archive, name: str, values: Values) -> Grid:
    sheet = _Sheet(values)
    stream(archive, name, sheet)
    return _merged(sheet.grid, sheet.merges)


def _merged(grid: Grid, merges: list[tuple[int, int, int, int]]) -> Grid:
    """Widen cells over their merged area and repeat them in the rows that it covers."""
    rows = {line.number: {cell.start: cell for cell in line.cells} for line in grid.lines}
    filled = 0
    for top, left, bottom, right in merges:
        first = rows.get(top, {}).get(left)
        if first is None:
            continue
        wide = Cell(left, max(1, right - left + 1), first.text, first.problem)
        for number in range(top, min(bottom, top + MAX_LINES) + 1):
            filled += 1
            if number in rows:
                rows[number][left] = wide
        if filled > MAX_FILLED:
            raise too_large()
    lines = [
        Line(number, tuple(cells[column] for column in sorted(cells)))
        for number, cells in rows.items()
    ]
    return Grid(lines, grid.cut)


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _column(place: str, following: int) -> int:
    match = _PLACE.fullmatch(place)
    return _letters(match.group(1)) if match else following


def _row_number(written: str | None, before: int) -> int:
    if written is None:
        return before + 1
    if not (written.isascii() and written.isdigit() and len(written) < 8):
        raise damaged()
    if not before < int(written) <= LAST_ROW:
        raise damaged()
    return int(written)
