"""Hears what a database is sent while a block runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def listening(engine: Engine, hear: Callable[[str, Any], object]) -> Iterator[None]:
    """Call `hear` with each statement and its parameters."""

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        hear(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
