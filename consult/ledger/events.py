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
    COMMENT_WITHDRAWN = "An author withdrew a comment."
    ANSWER_PUBLISHED = "An official answered a comment, with a disposition."
    ANSWER_CORRECTED = "An official corrected the answer to a comment."
    SUMMARY_EXPORTED = "A summary was exported, in a format, with so many rows."
    ROLE_GRANTED = "A role was granted to an account."
    ROLE_REVOKED = "A role was taken from an account."


TOLD_TO_THE_AUTHOR = {
    Event.COMMENT_PUBLISHED,
    Event.COMMENT_REJECTED,
    Event.COMMENT_HIDDEN,
    Event.COMMENT_RESTORED,
    Event.ANSWER_PUBLISHED,
    Event.ANSWER_CORRECTED,
}
"""Events after which the author of the comment gets a message."""
