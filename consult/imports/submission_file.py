"""submissions.csv row by row: its letters and separator found out first, never all in memory."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from consult.core.words import lazy
from consult.imports.csv_table import MAX_RECORDS, badly_quoted
from consult.imports.grid import MAX_COLUMNS, Refused

MOST_BYTES = 300_000_000
MOST_HEADING = 10_000
FEWEST_OLD_LETTERS = 20
OLD_ENCODING = "kz1048"
"""Windows-1251 with Kazakh letters; read as this, Russian texts of either come out right."""
_CHUNK = 1 << 20
_SEPARATORS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_NO_TABLE = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<", b"\x1f\x8b")

Cells = dict[str, str]


def unreadable() -> Refused:
    """The refusal of a file that is in no encoding of ours, or damaged."""
    return Refused(lazy("The letters of this file cannot be read. Save it as CSV UTF-8."))


def _refuse_other_files(start: bytes) -> None:
    """Refuse what is known to be no text, and say how to make of it what is expected."""
    if start.startswith(_OFFICE):
        message = lazy(
            "This is a file of Excel, Word or another office program. Open it there, save its "
            "table as “CSV UTF-8”, then choose that file."
        )
        raise Refused(message)
    if start.startswith(_NO_TABLE):
        raise Refused(lazy("This is not a table. A file in CSV is expected: save it as CSV UTF-8."))


def _encoding_shown_by(start: bytes) -> str:
    """Return the encoding that the first letters show; the name of a column begins in ASCII."""
    if start[:1] and start[1:2] == b"\0":
        return "utf-16-le"
    if start[:1] == b"\0" and start[1:2].strip(b"\0"):
        return "utf-16-be"
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


def rows_of(
    file: BinaryIO, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, Cells, bool]]:
    """Yield number, cells by column, and whether there are more cells than headings.

    The heading is row 1, as in a spreadsheet. Raises Refused for what is no such table.
    """
    with _opened(file, encoding_of(file)) as text:
        separator, names = _heading(text, columns, needed)
        # Strict: else the rest of a file that breaks off inside a text would be one text.
        records = csv.reader(text, delimiter=separator, strict=True)
        number = 0
        try:
            for number, record in enumerate(records, start=1):
                if number > MAX_RECORDS:
                    raise Refused(lazy("The file has more than 200,000 rows. Split it."))
                if number > 1 and any(cell.strip() for cell in record):
                    cells = dict(zip(names, record, strict=False))
                    yield number, cells, any(cell.strip() for cell in record[len(names) :])
        except csv.Error as error:
            raise badly_quoted(number + 1, error) from None


@contextmanager
def _opened(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding: Unicode, or the old one of Kazakhstan where nothing speaks against it.

    A Unicode file with a few broken letters is refused: read as an old one, all its letters would
    be wrong.
    """
    file.seek(0)
    start = file.read(8)
    _refuse_other_files(start)
    encoding = _encoding_shown_by(start)
    good, broken = _counted(file, encoding)
    if broken == 0:
        return encoding
    old = encoding == "utf-8" and good == 0 and broken >= FEWEST_OLD_LETTERS
    if not old or _counted(file, OLD_ENCODING)[1]:
        raise unreadable()
    return OLD_ENCODING


def _counted(file: BinaryIO, encoding: str) -> tuple[int, int]:
    """Count the letters beyond ASCII that an encoding gives, and those that it cannot read."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    size = good = broken = 0
    file.seek(0)
    while True:
        chunk = file.read(_CHUNK)
        size += len(chunk)
        if size > MOST_BYTES:
            raise Refused(lazy("The file is larger than 300 MB. Split it."))
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            wrong = text.count("\ufffd")
            broken += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
        if not chunk:
            return good, broken


def _heading(
    text: io.TextIOWrapper, columns: Sequence[str], needed: Sequence[str]
) -> tuple[str, list[str]]:
    """Return the separator and the columns' names, and go back to the beginning."""
    line = text.readline(MOST_HEADING)
    text.seek(0)
    found: list[tuple[int, str, list[str]]] = []
    for separator in _SEPARATORS:
        record = next(csv.reader([line], delimiter=separator), [])
        names = [name.strip().casefold() for name in record[:MAX_COLUMNS]]
        found.append((sum(name in columns for name in names), separator, names))
    _count, separator, names = max(found, key=lambda one: one[0])
    missing = [name for name in needed if name not in names]
    if missing:
        message = lazy(
            "The first row must name the columns; missing: %(names)s.", names=", ".join(missing)
        )
        raise Refused(message)
    known = [name for name in names if name in columns]
    if len(set(known)) < len(known):
        raise Refused(lazy("A column stands twice in the first row."))
    return separator, names
