"""Turns of the writers of SQLite: whoever hangs in theirs does not hold up the others for ever.

The kernel's queue knows no time limit. So each process looks once a second at its own turns: one
that lasts longer than ten seconds no longer keeps the others out. They meet SQLite's own lock
then, which does have a limit, and are told to come back: nobody's write is lost or mixed with that
of another. A process that was stopped as a whole (SIGSTOP) cannot look; it holds the queue until it
goes on or is ended. So each process looks at those who wait, too: a signal that does nothing wakes
whoever waited longer than that, and they are told to come back.
"""

import ctypes
import errno
import fcntl
import logging
import os
import signal
import threading
from contextlib import suppress

from consult.core import clock
from consult.core.errors import Unavailable
from consult.core.words import lazy

log = logging.getLogger(__name__)

LONGEST_SECONDS = 10.0
LOOK_SECONDS = 1.0

_began: dict[int, float] = {}
"""When the turns of this process began, by the file descriptor of their place in the queue."""
_waiting: dict[int, tuple[int, float]] = {}
"""Which thread waits at which place in the queue, and since when."""
_guard = threading.Lock()
_kernel = ctypes.CDLL(None, use_errno=True)
"""Python's own flock goes on waiting after a signal."""
WAKE = signal.SIGUSR2
_watched_by: int | None = None


def begin(queue: int) -> None:
    """Wait for the turn; Unavailable for whoever came too late to wait any longer."""
    if _watched_by != os.getpid():
        _watch()
    came = clock.ticks()
    try:
        fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _wait(queue, came)
    now = clock.ticks()
    with _guard:
        _began[queue] = now
    if now - came > LONGEST_SECONDS:
        raise _busy()


def _wait(queue: int, came: float) -> None:
    with _guard:
        _waiting[queue] = threading.get_ident(), came
    try:
        while _kernel.flock(queue, fcntl.LOCK_EX):
            if ctypes.get_errno() != errno.EINTR:
                raise OSError(ctypes.get_errno(), "the queue of writers cannot be waited in")
            if clock.ticks() - came > LONGEST_SECONDS:
                raise _busy()
    finally:
        with _guard:
            del _waiting[queue]


def _busy() -> Unavailable:
    return Unavailable(lazy("The platform is busy just now."))


def listen() -> None:
    """Let threads of this process be woken while they wait; only its main thread can say so."""
    with suppress(ValueError):
        signal.signal(WAKE, lambda *_: None)


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


def wake_the_patient() -> None:
    """Wake those threads of this process that waited too long; they say that they did."""
    if not callable(signal.getsignal(WAKE)):
        return
    with _guard:
        late = clock.ticks() - LONGEST_SECONDS
        for thread in [thread for thread, came in _waiting.values() if came < late]:
            signal.pthread_kill(thread, WAKE)


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
        wake_the_patient()
