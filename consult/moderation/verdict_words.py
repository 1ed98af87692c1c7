"""What authors read of decisions, appeals and sanctions, and what moderators press."""

from typing import Any

from consult.core.words import lazy, lazy_plural
from consult.moderation.verdicts import SUSPENSION_DAYS, Outcome, SanctionKind, SanctionState
from consult.moderation.words import TOLD

TO_AUTHOR: dict[str, Any] = {
    **{str(action): told for action, told in TOLD.items()},
    SanctionKind.WARN: lazy("A moderator warned you because of this comment."),
    SanctionKind.SUSPEND: lazy("Two moderators suspended you because of this comment."),
}
"""What was done, in a sentence, by the action of the decision."""

TO_STAFF = {
    "reject": lazy("The comment was rejected."),
    "hide": lazy("The comment was hidden."),
    "redact": lazy("Words of the comment were masked."),
    "move": lazy("The comment was moved to another amendment."),
    "warn": lazy("The author was warned."),
    "suspend": lazy("The author was suspended."),
}

IF_OVERTURNED = {
    "reject": lazy("If you overturn it, the comment is published."),
    "hide": lazy("If you overturn it, the comment is published again."),
    "redact": lazy("If you overturn it, everybody reads the masked words again."),
    "move": lazy("If you overturn it, the comment goes back to where it was written."),
    "warn": lazy("If you overturn it, the warning no longer counts."),
    "suspend": lazy("If you overturn it, the suspension ends at once."),
}

OUTCOME_TOLD = {
    Outcome.UPHELD: lazy("Another moderator read your appeal and upheld the decision."),
    Outcome.OVERTURNED: lazy("Another moderator read your appeal and overturned the decision."),
    Outcome.CLOSED: lazy("The appeal was closed without an answer."),
}
OUTCOME_SUBJECTS = {
    Outcome.UPHELD: lazy("Your appeal: the decision is upheld"),
    Outcome.OVERTURNED: lazy("Your appeal: the decision is overturned"),
}
OUTCOME_DONE = {
    Outcome.UPHELD: lazy("The decision is upheld. The author is told."),
    Outcome.OVERTURNED: lazy("The decision is overturned. The author is told."),
}
OUTCOME_LABELS = {
    Outcome.UPHELD: lazy("Uphold the decision"),
    Outcome.OVERTURNED: lazy("Overturn the decision"),
}

SANCTION_LABELS = {
    SanctionKind.WARN: lazy("Warning"),
    SanctionKind.SUSPEND: lazy("Suspension"),
    SanctionKind.LIFT: lazy("Suspension lifted"),
}
SANCTION_STATES = {
    SanctionState.GIVEN: lazy("Warning"),
    SanctionState.PROPOSED: lazy("waits for a second moderator"),
    SanctionState.IN_FORCE: lazy("confirmed by a second moderator"),
    SanctionState.REFUSED: lazy("refused by a second moderator"),
    SanctionState.LIFTED: lazy("lifted before its time"),
    SanctionState.ENDED: lazy("ended, the person has left"),
}
SANCTION_SUBJECTS = {
    SanctionState.GIVEN: lazy("A moderator warned you"),
    SanctionState.IN_FORCE: lazy("Your account is suspended"),
    SanctionState.LIFTED: lazy("Your suspension is lifted"),
}
SANCTION_TOLD = {
    SanctionState.GIVEN: lazy("A moderator warned you. You may go on writing; keep to the rules."),
    SanctionState.IN_FORCE: lazy(
        "Two moderators suspended your account. Until then you can read but not vote or write."
    ),
    SanctionState.LIFTED: lazy("Moderators lifted your suspension. You may vote and write again."),
}
DAYS = {days: lazy_plural("%(num)d day", "%(num)d days", days) for days in SUSPENSION_DAYS}
