"""Memory: what the largest process has resident after all that was measured."""

from collections.abc import Iterator

from bench.bench import Bench
from bench.results import Figure

PART = "Processes"


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the processes that answer and the worker; comes last."""
    ours, bare = bench.server.megabytes(), bench.bare.megabytes()
    yield Figure(
        PART, "resident memory of the largest process, after the load", bench.place.database,
        [max(ours)], "MB", "", max(ours) / max(bare), "bare processes", at_most=150,
        more={"each, MB": ours, "bare, MB": bare},
    )  # fmt: skip
