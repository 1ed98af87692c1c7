"""A comparative table in CSV: encoding and separator told by whether the headings come out."""

import csv
import io
from itertools import islice

from consult.core.words import lazy
from consult.imports.grid import (
    MAX_COLUMNS,
    MAX_FILE,
    MAX_LINES,
    Cell,
    Grid,
    Line,
    Refused,
    cell_text,
)
from consult.imports.headings import SEARCHED_LINES, find_columns

MAX_SEPARATORS = 3_000_000
MAX_RECORDS = 200_000
_SEPARATORS = ",;\t"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Kazakhstan's own code page differs from Windows-1251 in the Kazakh letters only.
_OLD_ENCODINGS = ("cp1251", "kz1048")

# The module's own limit (131,072) is shorter than a wording may be, and is one for the process.
csv.field_size_limit(MAX_FILE)


def csv_grid(data: bytes) -> tuple[Grid, str | None]:
    """The table, and the old encoding it had to be read in if it is not Unicode."""
    texts = [
        (text.replace("\r\n", "\n").replace("\r", "\n"), encoding)
        for text, encoding in decoded(data)
    ]
    for text, encoding in texts:
        separator = _separator(text)
        if separator:
            return _grid(text, separator, MAX_LINES, strict=True), encoding
    return _grid(texts[0][0], ",", SEARCHED_LINES), None


def decoded(data: bytes) -> list[tuple[str, str | None]]:
    """The texts the bytes may stand for, likeliest first."""
    mark = next((encoding for start, encoding in _MARKS if data.startswith(start)), None)
    try:
        return [(data.decode(mark or "utf-8"), None)]
    except UnicodeDecodeError:
        encodings = () if mark else _OLD_ENCODINGS
    texts: list[tuple[str, str | None]] = []
    for encoding in encodings:
        try:
            texts.append((data.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    if not texts:
        raise Refused(lazy("The letters of this file cannot be read. Save it as CSV UTF-8."))
    return texts


def _separator(text: str) -> str | None:
    """The separator under which the most headings are recognised."""
    best, most = None, 0
    for separator in _SEPARATORS:
        columns = find_columns(_grid(text, separator, SEARCHED_LINES))
        if columns and len(columns.places) > most:
            best, most = separator, len(columns.places)
    return best


def badly_quoted(row: int, error: csv.Error) -> Refused:
    """Return the refusal of a file whose quotation marks do not pair, which `strict` told."""
    if " expected after " not in str(error):
        return Refused(lazy("The file breaks off inside a quoted text."))
    message = lazy(
        "Row %(row)s: text follows a closing quotation mark. Write each one inside a text twice.",
        row=row,
    )
    return Refused(message)


def _grid(text: str, separator: str, lines: int, *, strict: bool = False) -> Grid:
    """Read so many lines; `strict` refuses quotation marks that would run cells together."""
    if text.count(separator) > MAX_SEPARATORS:
        raise Refused(lazy("The file has too many columns."))
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    grid, number = Grid(), 0
    try:
        for number, record in enumerate(islice(records, MAX_RECORDS), start=1):
            cells = tuple(_cells(record[:MAX_COLUMNS]))
            if cells and len(grid.lines) == lines:
                grid.cut = True
                break
            if cells:
                grid.lines.append(Line(number, cells))
            grid.cut = number == MAX_RECORDS
    except csv.Error as error:
        raise badly_quoted(number + 1, error) from None
    return grid


def _cells(record: list[str]) -> list[Cell]:
    texts = enumerate(map(cell_text, record))
    return [Cell(column, 1, text) for column, text in texts if text]
