"""The shape in which every file format hands over its tables: lines of cells."""

from dataclasses import dataclass, field

from consult.core.text import clean
from consult.core.words import lazy

MAX_ROWS = 5_000
MAX_TEXT = 200_000
MAX_FILE = 50_000_000
MAX_LINES = 4 * MAX_ROWS  # rows of headings, chapters and blanks come on top of the real ones
MAX_COLUMNS = 100

_INVISIBLE = " \t\n\r\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"


class Refused(Exception):
    """The whole file cannot be read; `message` is the sentence that says why."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: first column (from 0), columns covered, text, what is wrong with it if anything."""

    start: int
    span: int
    text: str
    problem: object | None = None
    numbered: bool = False  # the program that wrote the file draws numbers that are not in the text


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, with its number as a person counts it."""

    number: int
    cells: tuple[Cell, ...]

    def texts(self) -> list[str]:
        """The texts of the cells that are not empty."""
        return [cell.text for cell in self.cells if cell.text]


@dataclass(slots=True)
class Grid:
    """One table; `cut`: reading stopped before its end; `ragged`: rows share no exact columns."""

    lines: list[Line] = field(default_factory=list)
    cut: bool = False
    ragged: bool = False


def turned_into_a_date() -> object:
    """The sentence for a value, often a number such as 83-1, that is a date by now."""
    return lazy(
        "The spreadsheet has turned a value in this row into a date. "
        "Format the cell as text and type the value again."
    )


def cell_text(text: str) -> str:
    """A cell's text as it is kept: cleaned, without trailing blanks; nothing visible is nothing."""
    if len(text) > 4 * MAX_TEXT:  # a fault whatever cleaning would take away
        return text[: MAX_TEXT + 1]
    text = clean(text).rstrip()
    return text if text.strip(_INVISIBLE) else ""
