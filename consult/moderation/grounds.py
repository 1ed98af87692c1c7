"""The grounds of moderation in words: what people read in the rules, in reports and on stones."""

from typing import Any

from consult.comments.rules import ELSEWHERE
from consult.core.words import lazy
from consult.moderation.rules import Ground

GROUND_LABELS = {
    Ground.INSULT: lazy("Insult or hatred"),
    Ground.THREAT: lazy("Threat"),
    Ground.PERSONAL_DATA: lazy("Personal data"),
    Ground.SPAM: lazy("Spam or advertising"),
    Ground.OFF_TOPIC: lazy("Not about this amendment"),
    Ground.REPEATED: lazy("The same text again"),
    Ground.IMPERSONATION: lazy("Pretending to be somebody else"),
    Ground.ILLEGAL: lazy("Against the law"),
    Ground.OTHER: lazy("Another reason"),
}

STORED_GROUNDS: dict[Any, Any] = {
    **GROUND_LABELS,
    ELSEWHERE: lazy("Not published by the office it was sent to"),
}
"""What may stand beside a comment: also what nobody chooses here, as it came from elsewhere."""

GROUND_RULES = {
    Ground.INSULT: lazy("Argue about the amendment, not about people. No insults, no hatred."),
    Ground.THREAT: lazy("No threats and no calls to violence."),
    Ground.PERSONAL_DATA: lazy("No phone numbers, addresses, documents or cards, your own or not."),
    Ground.SPAM: lazy("No advertising and no links that lead nowhere useful."),
    Ground.OFF_TOPIC: lazy("Write under the amendment that you mean."),
    Ground.REPEATED: lazy("Say it once. If somebody said it already, agree with them."),
    Ground.IMPERSONATION: lazy("Do not pose as another person or as an official."),
    Ground.ILLEGAL: lazy("Nothing that the law forbids to publish."),
    Ground.OTHER: lazy("Whatever else makes a fair conversation impossible; the note says what."),
}
