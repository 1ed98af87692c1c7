"""Files that appear under their names only when they are complete."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list[BinaryIO]]:
    """Open files for writing; they take their names when the block ends well, else none is left."""
    drafts = [path.with_name(f".{path.name}.{secrets.token_hex(4)}") for path in paths]
    try:
        with ExitStack() as opened:
            files: list[BinaryIO] = [opened.enter_context(one.open("xb")) for one in drafts]
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
