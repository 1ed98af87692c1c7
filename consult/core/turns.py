"""Turns of the writers of SQLite: whoever hangs in theirs does not hold up the others for ever.

The kernel's queue knows no time limit. So each process looks once a second at its own turns: one
that lasts longer than ten seconds no longer keeps the others out. They meet SQLite's own lock
then, which does have a limit, and are told to come back: nobody's write is lost or mixed with that
of another. Whoever waited longer than that is told so at once. A process that was stopped as a
whole (SIGSTOP) cannot look; it holds the queue until it goes on or is ended.
"""

import fcntl
import logging
import os
import threading

from consult.core import clock
from consult.core.errors import Unavailable
from consult.core.words import lazy

log = logging.getLogger(__name__)

LONGEST_SECONDS = 10.0
LOOK_SECONDS = 1.0

_began: dict[int, float] = {}
"""When the turns of this process began, by the file descriptor of their place in the queue."""
_guard = threading.Lock()
_watched_by: int | None = None


def begin(queue: int) -> None:
    """Wait for the turn; Unavailable for whoever came too late to wait any longer."""
    came = clock.ticks()
    fcntl.flock(queue, fcntl.LOCK_EX)
    now = clock.ticks()
    with _guard:
        _began[queue] = now
    if _watched_by != os.getpid():
        _watch()
    if now - came > LONGEST_SECONDS:
        raise Unavailable(lazy("The platform is busy just now."))


def end(queue: int) -> None:
    """Let the next one in."""
    with _guard:
        _began.pop(queue, None)
        fcntl.flock(queue, fcntl.LOCK_UN)


def take_from_the_slow() -> None:
    """Let the next one in where a turn of this process lasts too long."""
    with _guard:
        late = clock.ticks() - LONGEST_SECONDS
        for queue in [one for one, began in _began.items() if began < late]:
            del _began[queue]
            fcntl.flock(queue, fcntl.LOCK_UN)
            log.error("a writer held up all others for %s seconds", LONGEST_SECONDS)


def _watch() -> None:
    """Look after the turns in a thread; a process forked from another one needs its own."""
    global _watched_by
    with _guard:
        if _watched_by == os.getpid():
            return
        _watched_by = os.getpid()
    threading.Thread(target=_look, name="turns", daemon=True).start()


def _look() -> None:
    pause = threading.Event()
    while not pause.wait(LOOK_SECONDS):
        take_from_the_slow()
