"""From the lines of a table to the rows of an import, with a fault for every line that fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from consult.core.words import lazy
from consult.imports import numbers
from consult.imports.grid import MAX_ROWS, MAX_TEXT, Grid, turned_into_a_date
from consult.imports.headings import Columns
from consult.imports.reading import Reading, readings, stands_for_nothing


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a comparative table: an amendment to be."""

    line: int
    number: str
    element: str
    title: str
    chapter: str
    current: str
    proposed: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence that `str` gives in the reader's language; no line: the file."""

    line: int | None
    message: object


@dataclass
class Table:
    """A table as read: good rows, faults that forbid the import, warnings that do not.

    A text without a table comes as one too; its lines are then those of the file, not rows.
    """

    language: str | None = None
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    title: str = ""
    by_line: bool = False


def table_from(grid: Grid, columns: Columns) -> Table:
    """Read every line below the header; a line with a fault gives no row."""
    table = Table(columns.language)
    drafts = list(_drafts(grid, columns, table))
    if grid.cut or len(drafts) > MAX_ROWS:
        table.faults.append(Fault(None, lazy("The table has more than 5,000 rows. Split it.")))
    elif not drafts and not table.faults:
        table.faults.append(Fault(None, lazy("The table has headings but no rows below them.")))
    numbered = _with_positions(drafts[:MAX_ROWS], table)
    table.rows = _without_repeats(numbered, table)
    table.faults.sort(key=lambda fault: fault.line or 0)
    return table


def _drafts(grid: Grid, columns: Columns, table: Table) -> Iterator[Row]:
    for reading in readings(grid, columns):
        problem = _problem(reading)
        if problem is not None:
            table.faults.append(Fault(reading.line, problem))
            continue
        _warn(reading, table)
        yield _row(reading)


def _problem(reading: Reading) -> object | None:
    """The first thing that keeps a line from becoming a row."""
    if reading.problem is not None:
        return reading.problem
    if max(map(len, reading.texts.values())) > MAX_TEXT:
        return lazy("A cell in this row is longer than 200,000 characters.")
    if not _wording(reading, "current") and not _wording(reading, "proposed"):
        return lazy("Both the current and the proposed wording are empty in this row.")
    return number_problem(_number(reading))


def number_problem(number: str) -> object | None:
    """What keeps a number from standing in an address."""
    if not number:
        return None
    if numbers.is_date(number):
        return turned_into_a_date()
    if not numbers.allowed(number):
        return lazy(
            "The number “%(number)s” is not usable: use letters, digits, hyphens and dots, "
            "20 characters at most.",
            number=number[:40],
        )
    return None


def _number(reading: Reading) -> str:
    text = reading.texts["number"]
    number = numbers.written(text)
    if number and not numbers.allowed(number):
        number = numbers.of_element(text) or number
    return number or numbers.of_element(reading.texts["element"])


def _wording(reading: Reading, name: str) -> str:
    text = reading.texts[name]
    return "" if stands_for_nothing(name, text) else text


def _row(reading: Reading) -> Row:
    return Row(
        line=reading.line,
        number=_number(reading),
        element=reading.texts["element"].strip(),
        title=reading.texts["title"].strip(),
        chapter=reading.chapter,
        current=_wording(reading, "current"),
        proposed=_wording(reading, "proposed"),
        rationale=reading.texts["rationale"],
    )


def _warn(reading: Reading, table: Table) -> None:
    for name in ("current", "proposed"):
        text = reading.texts[name]
        if text and stands_for_nothing(name, text):
            message = lazy("“%(text)s” was read as an empty wording.", text=text[:40])
            table.warnings.append(Fault(reading.line, message))
    if reading.numbered:
        message = lazy(
            "Word numbers paragraphs in this row by itself, and those numbers are not part of "
            "the text. Turn them into text if they matter."
        )
        table.warnings.append(Fault(reading.line, message))


def _with_positions(drafts: list[Row], table: Table) -> list[Row]:
    """A row without any number gets its position, or the next number nobody uses."""
    taken = {row.number.casefold() for row in drafts}
    rows = []
    for position, row in enumerate(drafts, start=1):
        if not row.number:
            number = position
            while str(number) in taken:
                number = max(number, len(drafts)) + 1
            taken.add(str(number))
            if number != position:
                message = lazy("This row has no number; it was given %(number)s.", number=number)
                table.warnings.append(Fault(row.line, message))
            row = replace(row, number=str(number))
        rows.append(row)
    return rows


def _without_repeats(rows: list[Row], table: Table) -> list[Row]:
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.number.casefold(), row)
        if earlier is not row:
            message = lazy(
                "The number “%(number)s” already stands in row %(line)s. "
                "Give each row a number of its own.",
                number=row.number,
                line=earlier.line,
            )
            table.faults.append(Fault(row.line, message))
    return list(first.values())
