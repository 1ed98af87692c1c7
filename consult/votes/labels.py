"""What people read for each choice."""

from typing import Any

from consult.core.words import lazy
from consult.votes.rules import Choice

CHOICE_LABELS: dict[Choice, Any] = {
    Choice.SUPPORT: lazy("Support"),
    Choice.OPPOSE: lazy("Oppose"),
    Choice.ABSTAIN: lazy("Abstain"),
    Choice.CLARIFY: lazy("I need clarification"),
}
"""The words on the ballot and in the tally, in their order."""
