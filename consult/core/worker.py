"""The worker: rounds of duties and quick jobs, and beside them a process for the slow ones.

What takes minutes or hundreds of megabytes is done by a process that begins when such a job is due
and ends when none is left. So votes are rolled up and mails leave meanwhile, the memory it needed
is given back, and if the machine has too little of it nothing else dies.
"""

import logging
import os
import sys
import threading
from subprocess import Popen, TimeoutExpired

from flask import Flask

from consult.config import ROOT, Settings
from consult.core import clock, jobs

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.25
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_AFTER_A_FAILURE = 30.0
SECONDS_TO_END = 5.0


def work(app: Flask, stop: threading.Event) -> None:
    """Do jobs until told to stop; one bad round never ends the worker."""
    apart = Apart(app.extensions["consult_settings"])
    try:
        while not stop.is_set():
            with app.app_context():
                try:
                    apart.look()
                    more = jobs.run_round()
                except Exception:
                    log.exception("a worker round failed")
                    more = False
            if not more:
                stop.wait(IDLE_SECONDS)
    finally:
        apart.end()


class Apart:
    """The process that does the slow jobs: at most one, and none while there is nothing to do."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {**os.environ, **settings.environment()}
        self.process: Popen[bytes] | None = None
        self._next_look = 0.0

    def look(self) -> None:
        """Begin it if a slow job is due."""
        if self._goes_on() or clock.ticks() < self._next_look:
            return
        self._next_look = clock.ticks() + SECONDS_BETWEEN_LOOKS
        if jobs.slow_is_due():
            command = [sys.executable, "-m", "consult.slow"]
            self.process = Popen(command, cwd=ROOT, env=self._environment)

    def _goes_on(self) -> bool:
        if self.process is None:
            return False
        code = self.process.poll()
        if code is None:
            return True
        if code:  # The job it did is begun again when its lease is over.
            log.error("the process for slow jobs ended with code %s", code)
            self._next_look = clock.ticks() + SECONDS_AFTER_A_FAILURE
        self.process = None
        return False

    def end(self) -> None:
        """Let it end at its next step, or end it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_END)
        except TimeoutExpired:
            self.process.kill()
            self.process.wait()
