"""A family of processes: forked, watched, started again when they die, ended together."""

import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from consult.core import clock

log = logging.getLogger(__name__)

Signal = Callable[[], None]
Work = Callable[[Signal], None]

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
SECONDS_TO_STOP = 1.5
SECONDS_BETWEEN_LOOKS = 0.05
LONGEST_BACK_OFF = 30.0
HEALTHY_SECONDS = 60.0

_stopping = threading.Event()


class Stopped(Exception):
    """We were told to stop while something was being prepared."""


def stop_gently() -> threading.Event:
    """In a child: from now on a stop only sets the event, so that what was begun is finished."""
    signal.signal(signal.SIGTERM, lambda *_: _stopping.set())
    return _stopping


def run_once(work: Signal) -> int:
    """Do the work in a process of its own and return its exit code; Stopped if told to stop."""
    with _watching():
        pid = _fork(work)
        while True:
            stop = _told_to_stop(None)
            if stop:
                os.kill(pid, signal.SIGTERM)
            ended, status = os.waitpid(pid, 0 if stop else os.WNOHANG)
            if stop:
                raise Stopped
            if ended:
                return os.waitstatus_to_exitcode(status)


@dataclass
class _Member:
    name: str
    work: Work
    pid: int = 0
    ready: bool = False
    started: float = 0.0
    failures: int = 0
    due: float = 0.0


class Family:
    """Processes that live and end together under this one."""

    def __init__(self) -> None:
        self._members: list[_Member] = []
        self._when_ready: Signal | None = None
        self._from_children, self._to_parent = os.pipe()
        os.set_blocking(self._from_children, False)

    def add(self, name: str, work: Work) -> None:
        """Add a process. Its work calls what it is given as soon as it is ready."""
        self._members.append(_Member(name, work))

    def when_ready(self, then: Signal) -> None:
        """Do this once, in a process of its own, when all are ready for the first time."""
        self._when_ready = then

    def run(self) -> int:
        """Watch over the family until told to stop; return the exit code."""
        try:
            with _watching():
                return self._run()
        except Stopped:
            return 0
        finally:
            os.close(self._from_children)
            os.close(self._to_parent)

    def _run(self) -> int:
        try:
            while True:
                self._start_those_due()
                if _told_to_stop(self._patience()):
                    return 0
                self._hear()
                if self._when_ready and all(member.ready for member in self._members):
                    then, self._when_ready = self._when_ready, None
                    run_once(then)
                # After run_once, which may have taken the signal that told of a death.
                if not self._reap():
                    return 1
        finally:
            self._stop()

    def _patience(self) -> float | None:
        """Return how long nothing needs to be done unless a signal comes."""
        if self._when_ready:
            return SECONDS_BETWEEN_LOOKS
        waits = [member.due - clock.ticks() for member in self._members if not member.pid]
        return max(0.0, min(waits)) if waits else None

    def _start_those_due(self) -> None:
        for number, member in enumerate(self._members):
            if not member.pid and member.due <= clock.ticks():
                member.ready, member.started = False, clock.ticks()
                mark = bytes([number])
                member.pid = _fork(
                    lambda member=member, mark=mark: member.work(  # type: ignore[misc]
                        lambda: (os.write(self._to_parent, mark), None)[1]
                    )
                )

    def _hear(self) -> None:
        try:
            marks = os.read(self._from_children, 256)
        except BlockingIOError:
            return
        for number in marks:
            self._members[number].ready = True

    def _reap(self) -> bool:
        """Take note of those that died; False when one could not even start."""
        for member in self._members:
            if not member.pid:
                continue
            ended, status = os.waitpid(member.pid, os.WNOHANG)
            if not ended:
                continue
            member.pid = 0
            if self._when_ready and not member.ready:
                return False
            self._bury(member, os.waitstatus_to_exitcode(status))
        return True

    def _bury(self, member: _Member, code: int) -> None:
        lived = clock.ticks() - member.started
        member.failures = 0 if lived > HEALTHY_SECONDS else member.failures + 1
        wait = min(LONGEST_BACK_OFF, 0.5 * 2 ** (member.failures - 1)) if member.failures else 0.0
        member.due = clock.ticks() + wait
        log.warning("%s ended with code %s; starting it again in %s s", member.name, code, wait)

    def _stop(self) -> None:
        alive = [member.pid for member in self._members if member.pid]
        for pid in alive:
            os.kill(pid, signal.SIGTERM)
        deadline = clock.ticks() + SECONDS_TO_STOP
        while alive and clock.ticks() < deadline:
            alive = [pid for pid in alive if not os.waitpid(pid, os.WNOHANG)[0]]
            time.sleep(0.01)
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


@contextmanager
def _watching() -> Iterator[None]:
    """Hold signals back until they are asked for, so that none comes between two steps."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*STOPS, signal.SIGCHLD})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _told_to_stop(patience: float | None) -> bool:
    """Wait for a signal, at most so many seconds; tell whether it asks us to stop."""
    watched = {*STOPS, signal.SIGCHLD}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        watched.discard(signal.SIGHUP)  # nohup: the terminal may go, we stay
    if patience is None:
        return signal.sigwaitinfo(watched).si_signo in STOPS
    got = signal.sigtimedwait(watched, patience)
    return got is not None and got.si_signo in STOPS


def _fork(work: Signal) -> int:
    parent = os.getpid()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    pid = os.fork()
    if pid == 0:
        _live(work, parent)
    return pid


def _live(work: Signal, parent: int) -> NoReturn:
    """Do the work as a child, then end without touching anything that is the parent's."""
    code = 1
    try:
        live_with(parent)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {*STOPS, signal.SIGCHLD})
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def live_with(parent: int) -> None:
    """In a child: end when the parent tells us or is gone, and by nothing else."""
    # Ctrl-C reaches the whole group; the parent alone decides and tells us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed parent cannot tell its children."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_STOP)
    os._exit(1)
