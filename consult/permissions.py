"""WHO MAY DO WHAT: every permission with one sentence, and the one table that answers.

A condition looks at the reader and the thing, role and state alike. `permit` asks the table before
a view runs; `can(...)` asks it in templates, so that a button and its route never disagree.
"""

from enum import Enum
from typing import Any

from consult.accounts.rules import Reader
from consult.conditions import (
    Condition,
    administrator,
    citizen,
    draft_or_open,
    editable,
    has_wording,
    in_time,
    known,
    known_comment,
    known_revision,
    may_staff,
    moderator,
    moderator_somewhere,
    not_answered_by_them,
    not_appealed,
    not_archived,
    not_decided_by_them,
    not_looked_at_by_them,
    not_own,
    not_part_of_argument,
    not_part_of_it,
    not_proposed_by_them,
    not_withdrawn,
    official,
    official_everywhere,
    official_somewhere,
    own,
    own_or_missing,
    published,
    reacting_open,
    signed_in,
    stands,
    voting_open,
)
from consult.conditions import SignInNeeded as SignInNeeded
from consult.conditions import commenting_open as commenting_open
from consult.core.errors import Refusal


class Permission(Enum):
    """Everything that may be allowed or refused."""

    CONSULTATION_READ = "Read a consultation, its amendments and what was said of them."
    CONSULTATION_EDIT = "Change the texts and settings of a consultation, publish and close it."
    CONSULTATION_CREATE = "Make a new consultation."
    CONSULTATION_STAFF = "Grant roles in a consultation, take them back, see whose e-mail it is."
    CONSULTATION_IMPORT = "Upload a comparative table and see what would come of it."
    SUBMISSIONS_IMPORT = "Bring in what came by letter, e-mail, on paper or at a reception."
    AMENDMENT_EDIT = "Edit the wordings of an amendment and publish a new revision of it."
    REVISION_READ = "Read a revision of an amendment and what it changed."
    VOTE_CAST = "Vote on an amendment, change the vote or withdraw it."
    COMMENT_READ = "Open a comment on its own page, or its stone."
    COMMENT_HISTORY = "Read what an edited comment said before."
    COMMENT_READ_KEPT = "Read the text of a comment that is held, rejected, hidden or withdrawn."
    COMMENT_WRITE = "Comment on an amendment."
    COMMENT_REPLY = "Reply to a comment."
    COMMENT_EDIT = "Edit one's own comment."
    COMMENT_WITHDRAW = "Withdraw one's own comment."
    COMMENT_REACT = "Agree or disagree with somebody's comment, or pass."
    COMMENT_REPORT = "Report somebody's comment on a ground."
    DESK_SETTINGS = "Set the words, thresholds and deadlines by which a consultation is moderated."
    MODERATION_DESK = "See the queue of held and reported comments."
    CASE_OPEN = "See all that is needed to decide on a comment, or what became of it."
    COMMENT_DECIDE = "Decide on a comment: publish, reject, hide, restore, keep."
    SECOND_LOOK = "Judge a decided comment again without seeing the first decision."
    CAMPAIGN_DECIDE = "Decide on all texts of a campaign or of flooding at once."
    APPEAL_READ = "Read the decision on one's own comment and one's appeal against it."
    APPEAL_WRITE = "Appeal against a decision on one's own comment, once and in time."
    APPEAL_ANSWER = "Uphold or overturn a decision after an appeal, as somebody else."
    SANCTION_PROPOSE = "Warn the author of a comment, or propose to suspend them."
    SANCTION_READ = "See a proposed suspension and what became of it."
    SANCTION_CONFIRM = "Confirm or refuse a suspension that another moderator proposed."
    SANCTION_LIFT = "Lift a suspension before its time."
    ANSWER_DESK = "See the submissions of a consultation that officials answer."
    ANSWER_SHARE = "Assign answers, find one of somebody else fit, publish many together."
    ANSWER_WRITE = "Answer a comment officially, and correct the answer."
    ARGUMENT_READ = "Read what comments were gathered under one heading, and the answer to them."
    ARGUMENT_EDIT = "Gather comments that say the same under one heading, and change what is there."
    ARGUMENT_ANSWER = "Answer an argument officially, and correct the answer."
    ANSWER_READ = "Read what an official answer said before it was corrected."
    THEME_READ = "See the themes of a consultation as staff, with the comments of each."
    THEME_EDIT = "Rename, confirm, merge, lock and drop themes, and move comments among them."
    TRANSPARENCY_READ = "Read the figures of how a consultation is moderated."
    SUMMARY_READ = "See the summary of a consultation."
    SUMMARY_EXPORT = "Download the summary of a consultation."
    ROLE_GRANT = "Grant roles and take them back."
    ACCOUNT_OWN = "See and change one's own account."


POLICY: dict[Permission, Condition] = {
    Permission.CONSULTATION_READ: known,
    Permission.CONSULTATION_EDIT: known & signed_in & official,
    Permission.CONSULTATION_CREATE: signed_in & official_everywhere,
    Permission.CONSULTATION_STAFF: known & signed_in & may_staff,
    Permission.CONSULTATION_IMPORT: signed_in & official_somewhere,
    Permission.SUBMISSIONS_IMPORT: known & signed_in & official & not_archived,
    Permission.AMENDMENT_EDIT: known & signed_in & official & has_wording & draft_or_open,
    Permission.REVISION_READ: known_revision,
    Permission.VOTE_CAST: known & has_wording & citizen & voting_open,
    Permission.COMMENT_READ: known_comment,
    Permission.COMMENT_HISTORY: known_comment & (published | (signed_in & moderator)),
    Permission.COMMENT_READ_KEPT: known_comment & signed_in & (moderator | (own & not_withdrawn)),
    Permission.COMMENT_WRITE: known & citizen & commenting_open,
    Permission.COMMENT_REPLY: known_comment & citizen & commenting_open & published,
    Permission.COMMENT_EDIT: known_comment & citizen & own & commenting_open & editable,
    Permission.COMMENT_WITHDRAW: known_comment & signed_in & own & not_withdrawn,
    Permission.COMMENT_REACT: known_comment & citizen & reacting_open & published & not_own,
    Permission.COMMENT_REPORT: known_comment & citizen & published & not_own,
    Permission.DESK_SETTINGS: known & signed_in & (official | moderator),
    Permission.MODERATION_DESK: signed_in & moderator_somewhere,
    Permission.CASE_OPEN: known_comment & signed_in & moderator & not_own & not_answered_by_them,
    Permission.COMMENT_DECIDE: known_comment
    & signed_in
    & moderator
    & not_own
    & not_answered_by_them
    & not_withdrawn,
    Permission.SECOND_LOOK: known_comment
    & signed_in
    & moderator
    & not_own
    & not_answered_by_them
    & not_withdrawn
    & not_looked_at_by_them,
    Permission.CAMPAIGN_DECIDE: known & signed_in & moderator,
    Permission.APPEAL_READ: signed_in & own_or_missing,
    # Whoever is suspended may still say that this is wrong: an appeal is no part of the debate.
    Permission.APPEAL_WRITE: signed_in & own & not_appealed & stands & in_time,
    Permission.APPEAL_ANSWER: signed_in
    & moderator
    & not_own
    & not_part_of_it
    & not_answered_by_them,
    Permission.SANCTION_PROPOSE: signed_in & moderator & not_own & not_answered_by_them,
    Permission.SANCTION_READ: signed_in & moderator & not_own,
    Permission.SANCTION_CONFIRM: signed_in & moderator & not_own & not_proposed_by_them,
    Permission.SANCTION_LIFT: signed_in & moderator & not_own,
    Permission.ANSWER_DESK: known & signed_in & official,
    Permission.ANSWER_SHARE: known & signed_in & official & not_archived,
    Permission.ANSWER_WRITE: known_comment
    & signed_in
    & official
    & not_own
    & not_decided_by_them
    & published
    & not_archived,
    Permission.ARGUMENT_READ: known,
    Permission.ARGUMENT_EDIT: known & signed_in & official & not_archived,
    Permission.ARGUMENT_ANSWER: known & signed_in & official & not_part_of_argument & not_archived,
    Permission.ANSWER_READ: known_comment & published,
    Permission.THEME_READ: known & signed_in & (official | moderator),
    Permission.THEME_EDIT: known & signed_in & official & not_archived,
    Permission.TRANSPARENCY_READ: known,
    Permission.SUMMARY_READ: known & signed_in & (official | moderator),
    Permission.SUMMARY_EXPORT: known & signed_in & official,
    Permission.ROLE_GRANT: signed_in & administrator,
    Permission.ACCOUNT_OWN: signed_in,
}


def why_not(reader: Reader, permission: Permission, thing: Any = None) -> Refusal | None:
    """Return why the reader may not do this, or None if they may."""
    return POLICY[permission].why_not(reader, thing)


def allowed(reader: Reader, permission: Permission, thing: Any = None) -> bool:
    """Tell whether the reader may do this."""
    return why_not(reader, permission, thing) is None
