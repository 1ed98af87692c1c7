"""What a cell of a workbook says: shared texts, numbers, dates, formulas and errors."""

import math
import re
from dataclasses import dataclass, field

from consult.core.words import lazy
from consult.imports.archive import Archive
from consult.imports.grid import cell_text, turned_into_a_date
from consult.imports.xml_parts import Attributes, Handler, part_of_kind, stream

# ECMA-376 part 1, 18.8.30: the formats of dates and times that need no definition.
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_A_PATTERN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Values:
    """The workbook's shared texts and the styles that show a number as a date."""

    shared: list[str] = field(default_factory=list)
    date_styles: set[str] = field(default_factory=set)

    def read(self, kind: str, style: str, value: str, formula: bool) -> tuple[str, object | None]:
        """A cell's text, and what is wrong with it if anything."""
        if kind == "s":
            return self._shared_text(value)
        if kind in ("str", "inlineStr"):
            return text_of(value), None
        if formula and not value.strip():
            return "", lazy("A cell in this row is a formula without a result. Type the text.")
        if kind == "e":
            return "", lazy("A cell in this row holds an error value. Type the text.")
        if value.strip() and (kind == "d" or (kind == "n" and style in self.date_styles)):
            return "", turned_into_a_date()
        return (_number_text(value) if kind == "n" else cell_text(value)), None

    def _shared_text(self, value: str) -> tuple[str, object | None]:
        value = value.strip()
        whole = value.isascii() and value.isdigit() and len(value) < 9
        if whole and int(value) < len(self.shared):
            return self.shared[int(value)], None
        return "", lazy("A cell in this row refers to a text that the file does not hold.")


def read_values(archive: Archive, workbook: str) -> Values:
    """The values that all sheets of a workbook share."""
    texts, styles = _SharedTexts(), _Styles()
    for kind, handler in (("sharedStrings", texts), ("styles", styles)):
        part = part_of_kind(archive, workbook, kind)
        if part:
            stream(archive, part, handler)
    return Values(texts.found, styles.dates())


def text_of(stored: str) -> str:
    """A stored text without Excel's own escapes (_x000D_ is a carriage return), cleaned."""
    if "_x" in stored:
        stored = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), stored)
    return cell_text(stored)


def shows_a_date(pattern: str) -> bool:
    """Whether a number format shows days, months, years, hours, minutes or seconds."""
    return bool(re.search("[dmyhs]", _NOT_A_PATTERN.sub("", pattern[:255].casefold())))


def _number_text(value: str) -> str:
    """12.0 is 12, and 83.1 is not the 83.099999999999994 that the file holds."""
    try:
        number = float(value)
    except ValueError:
        return cell_text(value)
    return format(number, ".15g") if math.isfinite(number) else cell_text(value)


class _SharedTexts(Handler):
    """Joins the runs of each shared text, without the readings printed above East Asian words."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._open = False
        self._phonetic = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "x:si":
            self._pieces = []
        elif name == "x:rPh":
            self._phonetic += 1
        self._open = name == "x:t"

    def end(self, name: str) -> None:
        self._open = False
        if name == "x:rPh":
            self._phonetic -= 1
        elif name == "x:si":
            self.found.append(text_of("".join(self._pieces)))

    def text(self, text: str) -> None:
        if self._open and not self._phonetic:
            self._pieces.append(text)


class _Styles(Handler):
    """Notes which cell styles use a date format."""

    def __init__(self) -> None:
        self._patterns: dict[str, str] = {}
        self._used: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "x:numFmt":
            self._patterns[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "x:cellXfs":
            self._in_cells = True
        elif name == "x:xf" and self._in_cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "x:cellXfs":
            self._in_cells = False

    def dates(self) -> set[str]:
        """The indexes of the cell styles that show dates."""
        built_in = {str(number) for number in _BUILT_IN_DATES}
        own = {key for key, pattern in self._patterns.items() if shows_a_date(pattern)}
        dates = (built_in - self._patterns.keys()) | own
        return {str(index) for index, used in enumerate(self._used) if used in dates}
