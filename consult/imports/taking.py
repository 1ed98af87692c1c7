"""A file of submissions from its bytes to what would be stored: one way in for page and command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from consult.consultations.models import Consultation
from consult.core import clock
from consult.imports.examining import Examined, examine
from consult.imports.preparing import Prepared, prepare
from consult.imports.submission_file import rows_of
from consult.imports.submission_rows import COLUMNS, NEEDED


@contextmanager
def taken(home: Consultation, file: BinaryIO) -> Iterator[tuple[Examined, Prepared | None]]:
    """Look through a file; what is new is prepared where nothing is wrong with any row.

    Raises Refused for what is no such file.
    """
    examined = examine(home, rows_of(file, COLUMNS, NEEDED), clock.now())
    ready = None
    try:
        ready = None if examined.wrong else prepare(examined)
        yield examined, ready
    finally:
        (ready or examined).close()
