"""What a vote may be."""

from enum import StrEnum


class Choice(StrEnum):
    """What somebody thinks of an amendment."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    CLARIFY = "clarify"
