"""Interleaved rounds: the bare answer and ours in turn, so that both see the same machine."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.load import Load, Requests, Sample
from bench.results import Figure
from bench.serving import Server
from bench.sizes import Size

Target = tuple[Server, Requests]
BARE_GET, BARE_POST = "a bare GET", "a bare POST"
WARM_UP = 5
"""The first run of each, which is not counted, takes this part of the others."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was measured of each target, round by round."""

    samples: Mapping[str, Sequence[Sample]]
    bare: str

    def ratios(self, name: str, against: str = "") -> list[float]:
        """Return requests a second as a share of those of the bare answer, or of another."""
        pairs = zip(self.samples[name], self.samples[against or self.bare], strict=True)
        return [ours.rate / other.rate for ours, other in pairs]

    def cpu(self, name: str) -> float:
        """Return processor time a request in bare answers."""
        return statistics.median(one.cpu for one in self.samples[name]) / self.bare_cpu

    @property
    def bare_cpu(self) -> float:
        """Return the processor time of a bare GET: the unit of all others."""
        return statistics.median(one.cpu for one in self.samples[BARE_GET])

    def more(self, name: str) -> dict[str, Any]:
        """Return what the ratios are made of."""
        return {
            which: {
                "requests a second": [round(one.rate, 1) for one in self.samples[which]],
                "cpu µs a request": [round(one.cpu * 1e6, 1) for one in self.samples[which]],
                "p50 ms": [round(one.p50 * 1e3, 2) for one in self.samples[which]],
                "p99 ms": [round(one.p99 * 1e3, 2) for one in self.samples[which]],
            }
            for which in (name, self.bare)
        }

    def figure(self, part: str, name: str, database: str, at_least: float | None = None) -> Figure:
        """Return the figure of a target against the bare answer."""
        return Figure(
            part, name, database, self.ratios(name), "%", self.bare,
            self.cpu(name), "bare answers of CPU", at_least, more=self.more(name),
        )  # fmt: skip


def rounds(load: Load, targets: Mapping[str, Target], bare: str, size: Size) -> Rounds:
    """Run every target once a round, each round beginning with another one."""
    names = list(targets)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for server, requests in targets.values():
        load.run(server, requests, size.seconds / WARM_UP)
    for number in range(size.rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples[name].append(load.run(*targets[name], size.seconds))
    return Rounds(samples, bare)
