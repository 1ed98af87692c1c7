"""What decisions are called: on buttons, in histories, in messages to the moderator and author."""

from consult.core.words import lazy
from consult.moderation.rules import Action, Show

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
}

DECIDED = {
    Action.PUBLISH: lazy("The comment is published."),
    Action.REJECT: lazy("The comment is rejected."),
    Action.HIDE: lazy("The comment is hidden."),
    Action.RESTORE: lazy("The comment is restored."),
    Action.KEEP: lazy("The comment is kept as it was."),
}

HISTORY = {
    Action.PUBLISH: lazy("Published"),
    Action.REJECT: lazy("Rejected"),
    Action.HIDE: lazy("Hidden"),
    Action.RESTORE: lazy("Restored"),
    Action.KEEP: lazy("Kept"),
}

SUBJECTS = {
    Action.PUBLISH: lazy("Your comment is published"),
    Action.REJECT: lazy("Your comment was rejected"),
    Action.HIDE: lazy("Your comment was hidden"),
    Action.RESTORE: lazy("Your comment is published again"),
}

TOLD = {
    Action.PUBLISH: lazy("A moderator read your comment and published it."),
    Action.REJECT: lazy("A moderator read your comment and did not publish it."),
    Action.HIDE: lazy("A moderator hid your comment. Others no longer see its text."),
    Action.RESTORE: lazy("A moderator looked at your comment again. Everybody can read it again."),
}
