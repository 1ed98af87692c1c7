"""Starting: from the command to the first answer, against a bare app under the same server."""

import statistics
from collections.abc import Iterator

from bench.bench import Bench
from bench.results import Figure
from bench.serving import serving, serving_bare

PART = "Processes"


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure how soon the first page is answered."""
    ours, bare = [], []
    for _ in range(bench.size.rounds):
        with serving_bare(bench.place.folder) as server:
            bare.append(server.started_in)
        with serving(bench.place.environment(), bench.place.folder) as server:
            ours.append(server.started_in)
    ratio = statistics.median(ours) / statistics.median(bare)
    yield Figure(
        PART, "from the command to the first answer", bench.place.database, ours, "s", "",
        ratio, "bare starts", at_most=2.0, more={"bare, s": bare},
    )  # fmt: skip
