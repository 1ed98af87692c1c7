"""Moving the clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from consult.core import clock


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass: later(timedelta(hours=25))."""
    real, passed = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def move(by: timedelta) -> None:
        passed[0] += by

    return move
