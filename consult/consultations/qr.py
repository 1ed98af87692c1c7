"""An address as a QR code, drawn by our own template: one path in a box of modules."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4
"""Modules of white that a reader of codes needs on every side."""


@dataclass(frozen=True, slots=True)
class Code:
    """The side of the box in modules, and the dark modules as the path of an SVG."""

    side: int
    path: str


def code_of(address: str) -> Code:
    """Return the code of an address; a quarter of it may be soiled or torn."""
    matrix = segno.make_qr(address, error="q").matrix
    path = "".join(_row(row, y + QUIET) for y, row in enumerate(matrix))
    return Code(len(matrix) + 2 * QUIET, path)


def _row(row: bytearray, y: int) -> str:
    """Return the dark runs of a row as rectangles of one module's height."""
    drawn, x = "", QUIET
    for dark, run in groupby(row):
        width = len(list(run))
        drawn += f"M{x} {y}h{width}v1h-{width}z" if dark else ""
        x += width
    return drawn
