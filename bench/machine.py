"""Facts of the machine and the commit that a run is stored with."""

import os
import platform
import subprocess
from typing import Any

from consult.config import ROOT
from consult.core import clock


def facts() -> dict[str, Any]:
    """Return when, what and where was measured."""
    return {
        "at": clock.now().strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "cores": len(os.sched_getaffinity(0)),
        "Python": platform.python_version(),
        "load at the start": round(os.getloadavg()[0], 1),
    }


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
