"""Several people at the same instant, each in a thread of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from consult.core.errors import Refusal


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Begin all works when all are ready; return what came of each, a refusal where one was."""
    ready = Barrier(len(works), timeout=30)

    def one(work: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return work()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))
