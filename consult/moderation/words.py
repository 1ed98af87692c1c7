"""What decisions are called: on buttons, in histories, in messages to the moderator and author."""

from consult.core.words import lazy
from consult.moderation.rules import Action, Show
from consult.moderation.verdicts import Outcome, SanctionKind

SHOW_LABELS = {
    Show.ALL: lazy("All comments"),
    Show.HELD: lazy("Held"),
    Show.REPORTED: lazy("Reported"),
    Show.CAMPAIGN: lazy("Campaigns"),
    Show.APPEAL: lazy("Appeals"),
    Show.SUSPENSION: lazy("Suspensions"),
    Show.SECOND_LOOK: lazy("Second looks"),
    Show.DECIDED: lazy("Decided"),
}

ACTION_LABELS = {
    Action.PUBLISH: lazy("Publish"),
    Action.REJECT: lazy("Reject"),
    Action.HIDE: lazy("Hide"),
    Action.RESTORE: lazy("Restore"),
    Action.KEEP: lazy("Keep as it is"),
    Action.REDACT: lazy("Mask the words and publish"),
    Action.MOVE: lazy("Move to another amendment"),
    Action.ASK: lazy("Ask the author to edit"),
}

DECIDED = {
    Action.PUBLISH: lazy("The comment is published."),
    Action.REJECT: lazy("The comment is rejected."),
    Action.HIDE: lazy("The comment is hidden."),
    Action.RESTORE: lazy("The comment is restored."),
    Action.KEEP: lazy("The comment is kept as it was."),
    Action.REDACT: lazy("The words are masked, and the comment is published."),
    Action.MOVE: lazy("The comment is moved."),
    Action.ASK: lazy("The author is asked to edit the comment."),
}

HISTORY = {
    Action.PUBLISH: lazy("Published"),
    Action.REJECT: lazy("Rejected"),
    Action.HIDE: lazy("Hidden"),
    Action.RESTORE: lazy("Restored"),
    Action.KEEP: lazy("Kept"),
    Action.REDACT: lazy("Words masked"),
    Action.MOVE: lazy("Moved"),
    Action.ASK: lazy("Author asked to edit"),
    SanctionKind.WARN: lazy("Author warned"),
    SanctionKind.SUSPEND: lazy("Author suspended"),
}

SUBJECTS = {
    Action.PUBLISH: lazy("Your comment is published"),
    Action.REJECT: lazy("Your comment was rejected"),
    Action.HIDE: lazy("Your comment was hidden"),
    Action.RESTORE: lazy("Your comment is published again"),
    Action.REDACT: lazy("Words of your comment were masked"),
    Action.MOVE: lazy("Your comment was moved"),
    Action.ASK: lazy("Please edit your comment"),
}

TOLD = {
    Action.PUBLISH: lazy("A moderator read your comment and published it."),
    Action.REJECT: lazy("A moderator read your comment and did not publish it."),
    Action.HIDE: lazy("A moderator hid your comment. Others no longer see its text."),
    Action.RESTORE: lazy("A moderator looked at your comment again. Everybody can read it again."),
    Action.REDACT: lazy("A moderator masked some words of your comment. Others read the rest."),
    Action.MOVE: lazy("A moderator moved your comment to the amendment that it is about."),
    Action.ASK: lazy("A moderator asks you to edit your comment. Until then nobody else reads it."),
}

HIT_LABELS = {
    "personal_data.email": lazy("e-mail address"),
    "personal_data.phone": lazy("phone number"),
    "personal_data.card": lazy("payment card"),
    "personal_data.iin": lazy("identification number"),
    "link.new_account": lazy("link"),
    "word.listed": lazy("listed word"),
}
"""What the screening found, as it stands beside the marked words."""

KEYS = {
    Action.PUBLISH: "P",
    Action.REJECT: "R",
    Action.HIDE: "H",
    Action.RESTORE: "S",
    Action.KEEP: "K",
    Action.REDACT: "D",
    Action.MOVE: "M",
    Action.ASK: "A",
}
"""The keys of decisions, by their place on a Latin keyboard, whatever alphabet is on."""
LEAVE_KEY = KEYS[Action.KEEP]
OUTCOME_KEYS = {Outcome.UPHELD: "U", Outcome.OVERTURNED: "O"}
SETTLE_KEYS = {"confirm": "C", "refuse": "R"}
"""The same on the pages of campaigns, appeals and suspensions."""

CASE_NAMES = {
    Show.CAMPAIGN: lazy("Campaign %(number)s"),
    Show.APPEAL: lazy("Appeal %(number)s"),
    Show.SUSPENSION: lazy("Suspension %(number)s"),
    Show.SECOND_LOOK: lazy("Second look %(number)s"),
}
"""What a case that is no comment is called."""
FLOODING_NAME = lazy("Flooding %(number)s")
