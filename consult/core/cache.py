"""What a process keeps in memory: the entries used last, up to a number of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

TURNS = 64


class Cache:
    """Entries by key; the one used longest ago goes first when there is no room.

    Keys carry the version of what they stand for, or entries are asked whether they still hold, so
    nothing is ever invalidated.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _ in range(TURNS)]

    def get(self, key: Hashable) -> Any:
        """Return an entry, or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep an entry of so many bytes; one that is larger than all the room is not kept."""
        with self._lock:
            self._drop(key)
            if size > self._most:
                return
            self._entries[key] = (value, size)
            self._held += size
            while self._held > self._most:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        if gone := self._entries.pop(key, None):
            self._held -= gone[1]

    def turn(self, key: Hashable) -> threading.Lock:
        """Return the lock of whoever makes the entry; others wait, and then find it made."""
        return self._turns[hash(key) % TURNS]

    def clear(self) -> None:
        """Forget everything, as for a database that was emptied."""
        with self._lock:
            self._entries.clear()
            self._held = 0

    @property
    def held(self) -> int:
        """Return how many bytes are kept."""
        return self._held
