"""The conditions that permissions are made of: of the reader, the thing, roles and states.

The table of who may do what puts them together, in `consult/permissions.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
own_or_missing = _when(_own, None, Missing)
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
known_comment = known & (not_held | own_or_missing | _when(_role(Role.MODERATOR), None, Missing))
