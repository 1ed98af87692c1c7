"""The tables of a Word document, as a reader with all changes accepted would see them."""

from dataclasses import dataclass, field

from consult.core.words import lazy
from consult.imports.archive import Archive
from consult.imports.docx_text import Paragraphs
from consult.imports.grid import MAX_COLUMNS, MAX_LINES, Cell, Grid, Line, Refused
from consult.imports.headings import find_columns
from consult.imports.xml_parts import Attributes, Handler, stream

MAX_NESTED_TABLES = 5
MAX_TABLES = 60

# What stood there before a tracked change, second copies for old programs, and drawings.
_SKIPPED = {
    "w:del",
    "w:moveFrom",
    "w:rPrChange",
    "w:pPrChange",
    "w:tcPrChange",
    "w:trPrChange",
    "w:tblPrChange",
    "w:tblPrExChange",
    "w:drawing",
    "w:pict",
    "w:object",
    "mc:Fallback",
}


def docx_grids(archive: Archive, part: str) -> list[Grid]:
    """Every table of the document's main part that has the needed columns, in their order."""
    document = _Document()
    stream(archive, part, document)
    return list(document.grids.values())


@dataclass(slots=True)
class _Table:
    """A table being read."""

    order: int
    grid: Grid = field(default_factory=lambda: Grid(ragged=True))
    cells: list[Cell] = field(default_factory=list)
    above: dict[int, Cell] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    span: int = 1
    merged: str = ""
    row_deleted: bool = False
    content: Paragraphs = field(default_factory=Paragraphs)


class _Document(Handler):
    """Follows tables, rows and cells; hands what is inside a cell to its paragraphs."""

    def __init__(self) -> None:
        self.grids: dict[int, Grid] = {}
        self._tables: list[_Table] = []
        self._path: list[str] = []
        self._skipping = 0
        self._count = 0

    def start(self, name: str, attributes: Attributes) -> None:
        self._path.append(name)
        if self._skipping or name in _SKIPPED:
            self._skip(name)
        elif name == "w:tbl":
            self._open_table()
        elif self._tables:
            self._inside(self._tables[-1], name, attributes)

    def end(self, name: str) -> None:
        self._path.pop()
        if self._skipping:
            self._skipping -= 1
        elif self._tables:
            self._leave(self._tables[-1], name)

    def text(self, text: str) -> None:
        if self._tables and not self._skipping and self._path[-1] == "w:t":
            self._tables[-1].content.write(text)

    def _skip(self, name: str) -> None:
        if self._tables and not self._skipping and name == "w:del":
            place = self._path[-3:-1]
            if place == ["w:pPr", "w:rPr"]:
                self._tables[-1].content.join_next = True
            elif place[-1:] == ["w:trPr"]:
                self._tables[-1].row_deleted = True
        self._skipping += 1

    def _open_table(self) -> None:
        self._count += 1
        if len(self._tables) == MAX_NESTED_TABLES or self._count > MAX_TABLES:
            raise Refused(lazy("The document has too many tables. Keep only the comparative one."))
        table = _Table(order=self._count)
        self.grids[table.order] = table.grid
        self._tables.append(table)

    def _inside(self, table: _Table, name: str, attributes: Attributes) -> None:
        if name == "w:tr":
            table.row += 1
            table.cells, table.column, table.row_deleted = [], 0, False
        elif name == "w:tc":
            table.span, table.merged, table.content = 1, "", Paragraphs()
        elif name == "w:gridSpan":
            table.span = max(1, _whole(attributes))
        elif name == "w:gridBefore":
            table.column = _whole(attributes)
        elif name == "w:vMerge":
            table.merged = attributes.get("w:val", "continue")
        else:
            table.content.start(name, attributes, self._path)

    def _leave(self, table: _Table, name: str) -> None:
        if name == "w:tc":
            _close_cell(table)
        elif name == "w:tr":
            _close_row(table)
        elif name == "w:tbl":
            self._close_table()
        else:
            table.content.end(name)

    def _close_table(self) -> None:
        table = self._tables.pop()
        if self._tables:
            for line in table.grid.lines:
                self._tables[-1].content.add("\t".join(line.texts()))
        if find_columns(table.grid) is None:
            del self.grids[table.order]


def _close_cell(table: _Table) -> None:
    cell = Cell(table.column, table.span, table.content.joined(), numbered=table.content.numbered)
    above = table.above.get(table.column)
    if table.merged == "continue" and above is not None:
        cell = Cell(cell.start, cell.span, above.text, numbered=above.numbered)
    if table.merged:
        table.above[table.column] = cell
    else:
        table.above.pop(table.column, None)
    table.column += table.span
    if len(table.cells) < MAX_COLUMNS:
        table.cells.append(cell)
    table.content = Paragraphs()


def _close_row(table: _Table) -> None:
    if len(table.grid.lines) >= MAX_LINES:
        table.grid.cut = True
    elif table.cells and not table.row_deleted:
        table.grid.lines.append(Line(table.row, tuple(table.cells)))


def _whole(attributes: Attributes) -> int:
    value = attributes.get("w:val", "")
    whole = value.isascii() and value.isdigit() and len(value) < 9
    return min(int(value), MAX_COLUMNS) if whole else 0
