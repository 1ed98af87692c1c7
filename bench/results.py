"""What a run found: figures with their aims, kept as JSON."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

NOISE = 0.05
"""By how much of it an aim may be missed before the run fails."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: its values round by round, a second ratio, and what is aimed at.

    `unit` is % or × (of what `against` names), ms, s, kB or MB; `beside` is the second ratio, of
    what `beside_what` names.
    """

    part: str
    what: str
    database: str
    values: Sequence[float]
    unit: str
    against: str
    beside: float | None = None
    beside_what: str = ""
    at_least: float | None = None
    at_most: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """Return the median of the rounds."""
        return statistics.median(self.values)

    @property
    def verdict(self) -> str:
        """Return whether the aim is met: yes, within noise, MISSED; empty without an aim."""
        if self.at_least is not None:
            short = 1 - self.value / self.at_least
        elif self.at_most is not None:
            short = self.value / self.at_most - 1
        else:
            return ""
        return "yes" if short <= 0 else "within noise" if short <= NOISE else "MISSED"


@dataclass(slots=True)
class Run:
    """All figures of a run, what was found wrong, and on what machine it was."""

    facts: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def missed(self) -> list[Figure]:
        """Return the figures that miss their aim by more than noise."""
        return [one for one in self.figures if one.verdict == "MISSED"]

    @property
    def passed(self) -> bool:
        """Tell whether every aim is met and nothing was found wrong."""
        return not (self.missed or self.faults)

    def write(self, path: Path) -> None:
        """Store the run."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a stored run."""
        told = json.loads(path.read_text())
        return cls(**{**told, "figures": [Figure(**one) for one in told["figures"]]})
