"""Appeals as cases: a decision, what it did, who objects to it, and by when it is answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from consult.accounts.rules import Reader
from consult.comments.about import AboutComment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.consultations.desk_rules import rules_for
from consult.core import clock
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.moderation.models import Appeal, Decision, Sanction
from consult.moderation.verdicts import (
    AGAINST_A_COMMENT,
    AGAINST_A_PERSON,
    APPEALABLE,
    Outcome,
    SanctionState,
    left_standing,
)


@dataclass(slots=True)
class Appealed(AboutComment):
    """A decision that somebody objects to or may object to, as the permission table sees it."""

    decision: Decision
    comment: Comment
    appeal: Appeal | None
    sanction: Sanction | None
    latest: bool

    @property
    def decided_by(self) -> set[int]:
        """Return who took part in the decision, and so may not answer the appeal."""
        people = {self.decision.moderator_id}
        if self.sanction:
            people |= {self.sanction.proposed_by, self.sanction.confirmed_by or 0}
        return people

    @property
    def until(self) -> datetime:
        """Return until when the author may appeal."""
        days = rules_for(self.comment.consultation_id).appeal_days
        return self.decision.at + timedelta(days=days)

    @property
    def stands(self) -> bool:
        """Tell whether the decision still has an effect that an appeal could undo."""
        if self.decision.undone_at is not None or not self.latest:
            return False
        if self.sanction:
            return self.sanction.state in {SanctionState.GIVEN, SanctionState.IN_FORCE}
        masked = self.comment.original is not None
        moved = self.comment.amendment_id == (self.decision.detail or {}).get("to")
        state = self.comment.state
        return left_standing(self.decision.action, state=state, masked=masked, moved=moved)

    @property
    def waits(self) -> bool:
        """Tell whether the appeal waits for its answer; taking the comment back ends it."""
        if self.appeal is None or self.appeal.outcome is not None:
            return False
        return self.sanction is not None or self.comment.state != State.WITHDRAWN


def the_appealed(decision: int) -> Appealed:
    """Load a decision that may be appealed against, with its appeal, or raise Missing."""
    found = db.session.get(Decision, decision) if decision <= LARGEST_ID else None
    if found is None or found.action not in APPEALABLE:
        raise Missing
    query = select(Appeal).where(Appeal.decision_id == found.id)
    return _whole(found, db.session.scalar(query))


def the_appeal(appeal: int) -> Appealed:
    """Load an appeal with the decision it is against, or raise Missing."""
    found = db.session.get(Appeal, appeal) if appeal <= LARGEST_ID else None
    if found is None:
        raise Missing
    return _whole(db.session.get_one(Decision, found.decision_id), found)


def _whole(decision: Decision, appeal: Appeal | None) -> Appealed:
    number = (decision.detail or {}).get("sanction")
    sanction = db.session.get(Sanction, number) if number else None
    comment = comment_by_id(decision.comment_id)
    return Appealed(decision, comment, appeal, sanction, _is_latest(decision))


def _is_latest(decision: Decision) -> bool:
    """Tell whether no later decision of the same effect replaced this one."""
    if decision.action in AGAINST_A_PERSON:
        return True
    alike = {"hide", "reject"} if decision.action in {"hide", "reject"} else {decision.action}
    later = select(Decision.id).where(
        Decision.comment_id == decision.comment_id,
        Decision.id > decision.id,
        Decision.action.in_(alike),
        Decision.undone_at.is_(None),
    )
    return db.session.scalar(later.limit(1)) is None


@dataclass(slots=True)
class Told:
    """A decision as the author of the comment is told of it, and the appeal against it, if any."""

    decision: Decision
    appeal: Appeal | None
    until: datetime
    may_appeal: bool


def decisions_to_tell(comments: Collection[Any]) -> dict[int, list[Told]]:
    """Return by comment what moderators did to it, the latest first, for its author.

    `comments` have id and state. Whether an appeal is possible is asked again on its own page.
    """
    states = {comment.id: comment.state for comment in comments}
    query = (
        select(Decision, Appeal)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.comment_id.in_(states), Decision.action.in_((*APPEALABLE, "ask")))
        .where(Decision.undone_at.is_(None))
        .order_by(Decision.id.desc())
    )
    found: dict[int, list[Told]] = {}
    for decision, appeal in db.session.execute(query) if states else ():
        told = found.setdefault(decision.comment_id, [])
        told.append(_told(decision, appeal, states[decision.comment_id]))
    return found


def _told(decision: Decision, appeal: Appeal | None, state: str) -> Told:
    until = decision.at + timedelta(days=rules_for(decision.consultation_id).appeal_days)
    stands = decision.action in AGAINST_A_PERSON or left_standing(
        decision.action, state=state, masked=True, moved=True
    )
    return Told(decision, appeal, until, stands and appeal is None and until > clock.now())


def appeal_waiting_on(comment_id: int) -> Appeal | None:
    """Return the appeal on a comment that waits for its answer, if there is one."""
    waits = Appeal.comment_id == comment_id, Appeal.outcome.is_(None)
    return db.session.scalar(select(Appeal).where(*waits).order_by(Appeal.id).limit(1))


def appeals_of(person_id: int) -> Sequence[Any]:
    """Return somebody's appeals, the latest first, with what was decided and what became of it."""
    columns = (Appeal.decision_id, Appeal.comment_id, Appeal.body, Appeal.at, Appeal.due_at)
    return db.session.execute(
        select(*columns, Appeal.outcome, Appeal.note, Appeal.answered_at, Decision.action)
        .add_columns(Comment.state)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Comment, Comment.id == Appeal.comment_id)
        .where(Appeal.author_id == person_id)
        .order_by(Appeal.id.desc())
    ).all()


def appeal_by_id(number: int) -> Appeal | None:
    """Return one appeal."""
    return db.session.get(Appeal, number)


def outcome_on(comment_id: int) -> Any:
    """Return the latest answered appeal on a comment itself: its outcome and when, for everybody.

    An appeal against a warning or a suspension is a matter of the person, not of the public.
    """
    return db.session.execute(
        select(Appeal.outcome, Appeal.answered_at)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.comment_id == comment_id, Decision.action.in_(AGAINST_A_COMMENT))
        .where(Appeal.outcome.in_((Outcome.UPHELD, Outcome.OVERTURNED)))
        .order_by(Appeal.answered_at.desc())
        .limit(1)
    ).first()


def open_to(reader: Reader) -> list[ColumnElement[bool]]:
    """Return the conditions on Appeal, Decision and Comment: who may not answer is shown nothing.

    An appeal against a sanction stays when the comment is withdrawn; any other closes itself.
    """
    person = Decision.action.in_(AGAINST_A_PERSON)
    own = exists().where(
        person,
        Sanction.comment_id == Appeal.comment_id,
        Sanction.kind == Decision.action,
        Sanction.proposed_by == reader.id,
    )
    return [
        Appeal.outcome.is_(None),
        Appeal.author_id != reader.id,
        Decision.moderator_id != reader.id,
        or_(person, Comment.state != State.WITHDRAWN),
        ~own,
    ]
