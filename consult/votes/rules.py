"""What a vote may be, and what must stand for it to be taken."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consult.consultations.rules import Ability

Cell = tuple[str, int, bool]
"""What a vote adds to the tally: choice, revision seen, verified identity."""


class Choice(StrEnum):
    """What somebody thinks of an amendment."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    CLARIFY = "clarify"


@dataclass(slots=True)
class VotingPhase:
    """A phase as far as voting is concerned."""

    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    votes: bool

    def opens(self, ability: Ability) -> bool:
        """Tell whether the phase opens voting; of other abilities it knows nothing."""
        return self.votes and ability == Ability.VOTE


@dataclass(frozen=True, slots=True)
class Place:
    """A consultation as far as voting is concerned."""

    id: int
    slug: str
    state: str
    phases: tuple[VotingPhase, ...]


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """An amendment as far as voting is concerned: plain values, for the permission table too.

    There is one only behind the gate of its consultation; see `votes.papers.the_ballot_paper`.
    """

    id: int
    number: str
    revision: int
    consultation: Place
    whole: bool = False
