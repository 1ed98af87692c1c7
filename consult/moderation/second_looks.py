"""Second looks: a sample of decisions is judged again by somebody who does not see the first.

Nothing changes in public by it. How often both judged alike tells how clear the rules are.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, update

from consult.accounts.rules import Reader
from consult.comments.about import AboutComment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.consultations.desk_rules import rules_for
from consult.core import clock
from consult.core.db import LARGEST_ID, db, upsert
from consult.core.errors import Conflict, Invalid, Missing
from consult.core.words import lazy
from consult.moderation.models import Batch, Decision, SecondLook
from consult.moderation.rules import MOST_COUNTED, NEEDS_GROUND, Action, Ground
from consult.moderation.waiting import moderated_here

JUDGED_AGAIN = {
    Action.PUBLISH: State.HELD,
    Action.REJECT: State.HELD,
    Action.KEEP: State.PUBLISHED,
    Action.HIDE: State.PUBLISHED,
}
"""The decisions that are judged again, each with the state in which it found the comment."""


@dataclass(slots=True)
class Look(AboutComment):
    """A decision to be judged again, as the permission table sees it."""

    decision: Decision
    comment: Comment
    done: bool

    @property
    def decided_by(self) -> set[int]:
        """Return who decided first and so may not look again."""
        return {self.decision.moderator_id}

    @property
    def choices(self) -> list[Action]:
        """Return what could have been decided when the comment was as the first found it."""
        found = JUDGED_AGAIN[Action(self.decision.action)]
        return [action for action, state in JUDGED_AGAIN.items() if state == found]


def is_sampled(decision_id: int, percent: int) -> bool:
    """Tell whether a decision is judged twice: the same answer whenever and wherever asked."""
    digest = sha256(f"second look {decision_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % 10_000 < percent * 100


def sample(*decisions: Decision) -> int:
    """Ask for a second look at those decisions that are of the sample; return how many are."""
    chosen = [
        {"decision_id": one.id, "consultation_id": one.consultation_id}
        for one in decisions
        if one.action in JUDGED_AGAIN
        and is_sampled(one.id, rules_for(one.consultation_id).second_look_percent)
    ]
    if chosen:
        db.session.execute(upsert(SecondLook).values(chosen).on_conflict_do_nothing())
    return len(chosen)


def sample_batch(batch: Batch) -> int:
    """Ask for second looks at decisions that were taken together."""
    query = select(Decision).where(Decision.batch_id == batch.id)
    return sample(*db.session.scalars(query))


def the_look(decision: int) -> Look:
    """Load a decision that is judged again, with its comment, or raise Missing."""
    query = (
        select(Decision, SecondLook.at)
        .join(SecondLook, SecondLook.decision_id == Decision.id)
        .where(Decision.id == decision)
    )
    row = db.session.execute(query).first() if decision <= LARGEST_ID else None
    if row is None:
        raise Missing
    return Look(row.Decision, comment_by_id(row.Decision.comment_id), row.at is not None)


def judge(look: Look, reader: Reader, action: Action, ground: Ground | None) -> bool:
    """Write down what somebody would have decided; return whether the first judged alike."""
    if action not in look.choices:
        raise Invalid(lazy("Press one of the buttons of the decision."), field="action")
    if action in NEEDS_GROUND and ground is None:
        raise Invalid(lazy("Choose the ground."), field="ground")
    done = (
        update(SecondLook)
        .where(SecondLook.decision_id == look.decision.id, SecondLook.at.is_(None))
        .values(
            moderator_id=reader.id,
            action=action,
            ground=ground if action in NEEDS_GROUND else None,
            at=clock.now(),
        )
        .returning(SecondLook.decision_id)
    )
    if db.session.scalar(done) is None:
        raise Conflict(lazy("Somebody took this second look meanwhile."))
    return look.decision.action == action


def agreement(reader: Reader, place: int | None) -> list[Any]:
    """Return two columns: how many decisions were judged twice where somebody moderates, and alike.

    Of the latest of them: an old one says little of how the rules are understood now. They are
    columns so that the desk asks for them together with what waits.
    """
    judged = (
        select((SecondLook.action == Decision.action).label("alike"))
        .join(Decision, Decision.id == SecondLook.decision_id)
        .where(
            SecondLook.at.is_not(None),
            Decision.undone_at.is_(None),
            *moderated_here(SecondLook.consultation_id, reader, place),
        )
        .order_by(SecondLook.at.desc())
        .limit(MOST_COUNTED)
        .subquery()
    )
    both = (func.count(), func.count().filter(judged.c.alike))
    return [select(one).select_from(judged).scalar_subquery() for one in both]
