"""Exports: their states, what they are for, how long they are kept, on plain values."""

from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=7)
"""How long a file can be downloaded; whoever needs it longer keeps it, or asks again."""
TAKEN_AFTER = timedelta(hours=1)
"""How long a file may be taken from which a text was hidden while it was being made."""
MOST_WAITING = 3
"""How many exports one person may have under way."""
AT_ONCE = 10_000
"""Up to how many comments a table is made while one waits; larger ones are jobs."""


class State(StrEnum):
    """The state of an export."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


UNDER_WAY = (State.WAITING, State.MAKING)


class Purpose(StrEnum):
    """Why an official exports; the ledger says it, so it is a choice and not a text."""

    COMMISSION = "commission"
    ANALYSIS = "analysis"
    REQUEST = "request"
    ARCHIVE = "archive"
    CHECK = "check"
