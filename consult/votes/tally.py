"""A tally as a plain value: counts by choice, by verified identity and by revision seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from consult.votes.rules import Choice

Cell = tuple[int, bool, str]
"""Revision seen, verified identity, choice."""


@dataclass(frozen=True, slots=True)
class TallyView:
    """The votes on one amendment, counted; cells without votes are left out."""

    cells: dict[Cell, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Iterable[tuple[int, bool, str, int]]) -> Self:
        """Return the tally of (revision, verified, choice, count) rows, adding up equal cells."""
        cells: Counter[Cell] = Counter()
        for revision, verified, choice, count in counts:
            cells[(revision, bool(verified), choice)] += int(count)
        return cls({cell: count for cell, count in sorted(cells.items()) if count})

    @property
    def total(self) -> int:
        """Return how many people voted."""
        return sum(self.cells.values())

    @property
    def verified_total(self) -> int:
        """Return how many people with a verified identity voted."""
        return sum(count for (_, verified, _), count in self.cells.items() if verified)

    def count_of(self, choice: str) -> int:
        """Return the votes for a choice."""
        return sum(count for (_, _, chosen), count in self.cells.items() if chosen == choice)

    def verified_count_of(self, choice: str) -> int:
        """Return the votes of verified people for a choice."""
        return sum(
            count
            for (_, verified, chosen), count in self.cells.items()
            if verified and chosen == choice
        )

    def share_of(self, choice: str) -> float:
        """Return the share of a choice among all votes, 0 to 1; 0 where nobody voted."""
        return self.count_of(choice) / self.total if self.total else 0.0

    def of_revision(self, revision: int) -> "TallyView":
        """Return the tally of the votes that saw this revision."""
        return TallyView({cell: count for cell, count in self.cells.items() if cell[0] == revision})

    @property
    def revisions(self) -> list[int]:
        """Return the revisions that votes were cast on, the oldest first."""
        return sorted({revision for revision, _, _ in self.cells})

    def before(self, revision: int) -> "TallyView":
        """Return the tally of the votes that saw an older revision."""
        return TallyView({cell: count for cell, count in self.cells.items() if cell[0] < revision})

    def of_verified(self) -> "TallyView":
        """Return the tally of the votes of verified people."""
        return TallyView({cell: count for cell, count in self.cells.items() if cell[1]})

    def figures(self) -> dict[str, int]:
        """Return the counts by choice, the total and the verified total, for a record."""
        counts = {choice.value: self.count_of(choice) for choice in Choice}
        return {**counts, "total": self.total, "verified": self.verified_total}
