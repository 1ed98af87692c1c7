"""Opinion groups of a made-up crowd, in a process of its own, whose memory is only theirs."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import numpy as np

from bench.campaigns import most_megabytes
from consult.analysis.mapping import opinions_in
from consult.config import ROOT

CAMPS = 3
SEEN = 0.3
AT = datetime(2026, 1, 1, tzinfo=UTC)


def grouping(people: int, comments: int) -> dict[str, float]:
    """Find the groups of so many people by their reactions to so many comments."""
    command = [sys.executable, "-m", "bench.opinions", str(people), str(comments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measured(people: int, comments: int) -> dict[str, float]:
    draw = np.random.default_rng(11)
    camps = draw.choice([-1.0, 0.0, 1.0], size=(CAMPS, comments)).astype(np.float32)
    matrix = camps[draw.integers(0, CAMPS, people)]
    other = draw.random(matrix.shape, dtype=np.float32) < 0.3
    matrix[other] = draw.choice([-1.0, 1.0], size=int(other.sum()))
    matrix[draw.random(matrix.shape, dtype=np.float32) > SEEN] = np.nan
    del other
    began = time.process_time()
    found = opinions_in(range(people), list(range(comments)), matrix, AT)
    return {
        "seconds": time.process_time() - began,
        "megabytes": most_megabytes(),
        "groups": len(found.groups) if found else 0,
    }


if __name__ == "__main__":
    print(json.dumps(_measured(*map(int, sys.argv[1:]))))
