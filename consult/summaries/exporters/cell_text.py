"""What a cell of a spreadsheet can hold of a text."""

from consult.core.text import fit_for_xml
from consult.core.words import gettext

LONGEST_CELL = 32_767
"""Of Excel, counted as it counts: a letter outside the basic plane, such as an emoji, is two."""


def for_cell(text: str) -> str:
    """Return the text without what XML forbids, cut with a visible mark where it is too long."""
    text = fit_for_xml(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) <= LONGEST_CELL // 2 or _units(text) <= LONGEST_CELL:
        return text
    mark = " " + gettext("[… cut: a cell holds no more; the CSV and JSON files have it all]")
    return _first(text, LONGEST_CELL - _units(mark)) + mark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _first(text: str, units: int) -> str:
    """Return the beginning of a text in so many units, never half a letter."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
