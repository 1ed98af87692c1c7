"""The vocabulary of the ledger: every kind of event, with one sentence that says what it means."""

from enum import Enum


class Event(Enum):
    """A kind of event. The name is what the ledger stores and never changes."""

    CONSULTATION_CREATED = "A consultation was created as a draft."
    CONSULTATION_CHANGED = "The settings or texts of a consultation were changed."
    CONSULTATION_OPENED = "A consultation was published, with the dates of its phase."
    CONSULTATION_CLOSED = "A phase was closed; the tallies at the cut stand in the event."
    AMENDMENT_ADDED = "An amendment was added to a consultation."
    REVISION_PUBLISHED = "A revision of an amendment's wording was published."
    COMMENT_HELD = "Screening or the consultation's rule held a comment before publication."
    COMMENT_PUBLISHED = "A moderator published a held comment."
    COMMENT_REJECTED = "A moderator rejected a held comment, on a ground."
    COMMENT_HIDDEN = "A moderator hid a published comment, on a ground."
    COMMENT_RESTORED = "A moderator restored a hidden comment."
    COMMENT_KEPT = "A moderator looked at a reported comment and left it published."
    COMMENT_REDACTED = "A moderator masked words of a comment and published the rest, on a ground."
    COMMENT_MOVED = "A moderator moved a comment with its replies to another amendment."
    COMMENT_ASKED = "A moderator asked an author to edit a comment, which waits meanwhile."
    DECISION_UNDONE = "A moderator undid a decision that was taken on many comments at once."
    COMMENT_WITHDRAWN = "An author withdrew a comment."
    CAMPAIGN_KEPT = "A moderator looked at near-copies together and left those published."
    APPEAL_MADE = "An author appealed against a moderator's decision."
    APPEAL_UPHELD = "Another moderator upheld the decision after an appeal."
    APPEAL_OVERTURNED = "Another moderator overturned the decision after an appeal."
    WARNED = "Moderators warned somebody, on a ground; the ledger does not say whom."
    SUSPENSION_PROPOSED = "A moderator proposed to suspend somebody, for so many days."
    SUSPENDED = "A second moderator confirmed a suspension, and it came into force."
    SUSPENSION_REFUSED = "A second moderator refused a suspension."
    SUSPENSION_LIFTED = "A suspension was lifted before its time."
    ANSWER_PUBLISHED = "An official answered a comment, with a disposition."
    ANSWER_CORRECTED = "An official corrected the answer to a comment."
    ARGUMENT_GATHERED = "Officials gathered comments that say the same under one heading."
    ARGUMENT_CHANGED = "Officials renamed an argument, or comments joined it or left it."
    ARGUMENT_ANSWERED = "Officials answered an argument, or corrected the answer, for all in it."
    SUBMISSIONS_IMPORTED = "Submissions that came by other channels were brought in, so many."
    REACTIONS_IMPORTED = "Reactions to submissions from other channels were brought in, so many."
    THEMES_CHANGED = "Themes were computed from comments, or officials changed them; counts only."
    CHANGE_TRACED = "Officials said after which argument a clause was changed, or took that back."
    SUMMARY_EXPORTED = "A summary was exported, in a format, with so many rows."
    ROLE_GRANTED = "A role was granted to an account."
    ROLE_REVOKED = "A role was taken from an account."


TOLD_TO_THE_AUTHOR = {
    Event.COMMENT_PUBLISHED,
    Event.COMMENT_REJECTED,
    Event.COMMENT_HIDDEN,
    Event.COMMENT_RESTORED,
    Event.COMMENT_REDACTED,
    Event.COMMENT_MOVED,
    Event.COMMENT_ASKED,
    Event.ANSWER_PUBLISHED,
    Event.ANSWER_CORRECTED,
}
"""Events after which the author of the comment gets a message."""
