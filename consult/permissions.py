"""WHO MAY DO WHAT: every permission with one sentence, and the one table that answers.

A condition looks at the reader and the thing, role and state alike. `permit` asks the table before
a view runs; `can(...)` asks it in templates, so that a button and its route never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from consult.accounts.rules import Reader, Role
from consult.comments.rules import State as CommentState
from consult.consultations.rules import Ability, Stage, running_phase
from consult.consultations.rules import State as ConsultationState
from consult.core import clock
from consult.core.errors import Conflict, Missing, NotAllowed, Refusal
from consult.core.words import lazy


class SignInNeeded(NotAllowed):
    """A visitor asked for something that needs a name."""

    advice = lazy("Sign in, then do it again.")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold; conditions combine with `&` and `|`."""

    why_not: Callable[[Reader, Any], Refusal | None]

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(lambda who, what: self.why_not(who, what) or other.why_not(who, what))

    def __or__(self, other: "Condition") -> "Condition":
        def why_not(who: Reader, what: Any) -> Refusal | None:
            refusal = self.why_not(who, what)
            return refusal if refusal and other.why_not(who, what) else None

        return Condition(why_not)


def _when(
    holds: Callable[[Reader, Any], bool], message: Any, kind: type[Refusal] = NotAllowed
) -> Condition:
    return Condition(lambda who, what: None if holds(who, what) else kind(message))


def _role(role: Role) -> Callable[[Reader, Any], bool]:
    def held(who: Reader, what: Any) -> bool:
        place = what.consultation.id if what is not None else None
        return who.has(role, place) or who.has(Role.ADMINISTRATOR)

    return held


def _phase_opens(ability: Ability) -> Callable[[Reader, Any], bool]:
    def opens(_who: Reader, what: Any) -> bool:
        place = what.consultation
        return running_phase(place.state, place.phases, ability, clock.now()) is not None

    return opens


def _not_suspended(who: Reader, _what: Any) -> bool:
    return who.suspended_until is None or who.suspended_until <= clock.now()


def _no_draft(_who: Reader, what: Any) -> bool:
    return bool(what.consultation.state != ConsultationState.DRAFT)


def _staff_here(who: Reader, what: Any) -> bool:
    return any(_role(role)(who, what) for role in Role)


def _moderates_somewhere(who: Reader, _what: Any) -> bool:
    return who.has_anywhere(Role.MODERATOR, Role.ADMINISTRATOR)


def _official_somewhere(who: Reader, _what: Any) -> bool:
    return who.has_anywhere(Role.OFFICIAL, Role.ADMINISTRATOR)


def _own(who: Reader, what: Any) -> bool:
    return who.id is not None and what.author_id == who.id


def _in_state(*states: CommentState) -> Callable[[Reader, Any], bool]:
    return lambda _who, what: what.state in states


signed_in = _when(
    lambda who, _what: who.is_authenticated, lazy("This needs you to be signed in."), SignInNeeded
)
not_suspended = _when(_not_suspended, lazy("Your account is suspended for now."))
known = _when(_no_draft, None, Missing) | _when(_staff_here, None, Missing)
voting_open = _when(_phase_opens(Ability.VOTE), lazy("Voting is not open."), Conflict)
has_wording = _when(
    lambda _who, what: not getattr(getattr(what, "amendment", what), "whole", False), None, Missing
)
commenting_open = _when(_phase_opens(Ability.COMMENT), lazy("Commenting is not open."), Conflict)
reacting_open = _when(
    _phase_opens(Ability.REACT), lazy("Reacting to comments is not open."), Conflict
)
draft_or_open = _when(
    lambda _who, what: what.consultation.stage in {Stage.DRAFT, Stage.COMING, Stage.OPEN},
    lazy("This consultation is over; it can no longer be changed."),
)
official = _when(_role(Role.OFFICIAL), lazy("This is for the officials of the consultation."))
official_everywhere = _when(
    _role(Role.OFFICIAL),
    lazy("A new consultation is made by officials who are responsible for all consultations."),
)
may_staff = _when(
    lambda who, _what: who.has(Role.OFFICIAL) or who.has(Role.ADMINISTRATOR),
    lazy("Roles in a consultation are granted by officials who are responsible for all of them."),
)
official_somewhere = _when(_official_somewhere, lazy("This is for officials."))
moderator = _when(_role(Role.MODERATOR), lazy("This is for the moderators of the consultation."))
moderator_somewhere = _when(_moderates_somewhere, lazy("This is for moderators."))
administrator = _when(
    lambda who, _what: who.has(Role.ADMINISTRATOR), lazy("This is for administrators.")
)
own = _when(_own, lazy("This is for the author of the comment."))
not_own = _when(
    lambda who, what: not _own(who, what), lazy("You cannot do this to your own comment.")
)
not_answered_by_them = _when(
    lambda who, what: who.id not in (what.answered_by or ()),
    lazy("You answered this comment officially; somebody else must decide on it."),
)
not_decided_by_them = _when(
    lambda who, what: who.id not in what.decided_by,
    lazy("You decided on this comment as a moderator; somebody else must answer it."),
)
not_part_of_argument = _when(
    lambda who, what: who.id not in what.barred,
    lazy("You wrote or decided on a comment of this argument; somebody else must answer it."),
)
not_looked_at_by_them = _when(
    lambda who, what: who.id not in what.decided_by,
    lazy("You decided on this comment; somebody else must look at it again."),
)
not_part_of_it = _when(
    lambda who, what: who.id not in what.decided_by,
    lazy("You took part in this decision; somebody else must answer the appeal."),
)
not_proposed_by_them = _when(
    lambda who, what: who.id != what.proposed_by,
    lazy("You proposed this; somebody else must confirm it."),
)
not_appealed = _when(
    lambda _who, what: what.appeal is None,
    lazy("You have appealed against this decision already."),
    Conflict,
)
stands = _when(
    lambda _who, what: what.stands,
    lazy("This decision no longer stands, so there is nothing to appeal against."),
    Conflict,
)
in_time = _when(
    lambda _who, what: what.until > clock.now(),
    lazy("The time to appeal against this decision is over."),
    Conflict,
)
not_archived = _when(
    lambda _who, what: what.consultation.stage != Stage.ARCHIVED,
    lazy("This consultation is archived; it can no longer be changed."),
    Conflict,
)
not_held = _when(lambda _who, what: what.state != CommentState.HELD, None, Missing)
published = _when(_in_state(CommentState.PUBLISHED), lazy("This comment is not published."))
editable = _when(
    _in_state(CommentState.HELD, CommentState.PUBLISHED),
    lazy("This comment can no longer be edited."),
)
not_withdrawn = _when(
    lambda _who, what: what.state != CommentState.WITHDRAWN, lazy("This comment is withdrawn.")
)

citizen = signed_in & not_suspended
known_revision = known & (
    _when(lambda _who, what: what.is_public, None, Missing)
    | _when(_role(Role.OFFICIAL), None, Missing)
)
known_comment = known & (
    not_held | _when(_own, None, Missing) | _when(_role(Role.MODERATOR), None, Missing)
)


class Permission(Enum):
    """Everything that may be allowed or refused."""

    CONSULTATION_READ = "Read a consultation, its amendments and what was said of them."
    CONSULTATION_EDIT = "Change the texts and settings of a consultation, publish and close it."
    CONSULTATION_CREATE = "Make a new consultation."
    CONSULTATION_STAFF = "Grant roles in a consultation, take them back, see whose e-mail it is."
    CONSULTATION_IMPORT = "Upload a comparative table and see what would come of it."
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
    ANSWER_WRITE = "Answer a comment officially, and correct the answer."
    ARGUMENT_READ = "Read what comments were gathered under one heading, and the answer to them."
    ARGUMENT_EDIT = "Gather comments that say the same under one heading, and change what is there."
    ARGUMENT_ANSWER = "Answer an argument officially, and correct the answer."
    ANSWER_READ = "Read what an official answer said before it was corrected."
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
    Permission.APPEAL_READ: signed_in & _when(_own, None, Missing),
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
