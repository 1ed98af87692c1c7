"""Rows set aside on disk between two passes over a file, so that memory need not hold them."""

import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

IN_MEMORY = 1_000_000


class SetAside:
    """Plain values in the order in which they came; gone with the object."""

    def __init__(self) -> None:
        self._file: IO[str] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - open as long as the rows are needed
            IN_MEMORY, "w+", encoding="utf-8", newline="\n"
        )
        self.count = 0

    def add(self, values: dict[str, Any]) -> None:
        """Set one row aside."""
        self._file.write(json.dumps(values, ensure_ascii=False) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the rows from the first on."""
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)

    def portions(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows, so many at a time."""
        rows = iter(self)
        while portion := list(islice(rows, size)):
            yield portion

    def close(self) -> None:
        """Give the room back."""
        self._file.close()
