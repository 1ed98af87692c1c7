"""Outcomes of appeals, kinds and states of sanctions, and their limits, on plain values."""

from enum import StrEnum

LONGEST_APPEAL = 2000
SUSPENSION_DAYS = (1, 3, 7, 14, 30, 90)
"""For how many days somebody may be suspended."""


class Outcome(StrEnum):
    """What became of an appeal; it is closed where nobody is left to answer."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    CLOSED = "closed"


class SanctionKind(StrEnum):
    """What is done about a person; lifting is written down beside the suspension that it ends."""

    WARN = "warn"
    SUSPEND = "suspend"
    LIFT = "lift"


class SanctionState(StrEnum):
    """How far a sanction is: only a suspension is proposed, and may be refused or lifted."""

    GIVEN = "given"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    LIFTED = "lifted"
    ENDED = "ended"


AGAINST_A_COMMENT = frozenset({"reject", "hide", "redact", "move"})
AGAINST_A_PERSON = frozenset({SanctionKind.WARN.value, SanctionKind.SUSPEND.value})
APPEALABLE = AGAINST_A_COMMENT | AGAINST_A_PERSON
"""The decisions that their author may appeal against."""


def left_standing(action: str, *, state: str, masked: bool, moved: bool) -> bool:
    """Tell whether what a decision did to a comment still stands, so that it may be undone."""
    return {
        "reject": state == "rejected",
        "hide": state == "hidden",
        "redact": masked and state != "withdrawn",
        "move": moved and state != "withdrawn",
    }.get(action, False)
