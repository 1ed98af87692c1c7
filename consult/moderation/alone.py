"""What somebody may not settle themselves, and whether anybody else is there who may."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from consult.accounts.models import RoleGrant
from consult.accounts.rules import Reader, Role
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core.db import db
from consult.moderation.models import Appeal, Decision, Sanction
from consult.moderation.rules import MOST_COUNTED, Show
from consult.moderation.verdicts import AGAINST_A_PERSON, SanctionState
from consult.moderation.waiting import moderated_here


@dataclass(frozen=True, slots=True)
class Left:
    """How many cases wait for somebody else, and in how many of them nobody else is there."""

    count: int = 0
    nobody: int = 0


def somebody_else_may(consultation_id: int, barred: Collection[int]) -> bool:
    """Tell whether anybody may settle a case of a consultation who is none of these."""
    here = or_(RoleGrant.consultation_id.is_(None), RoleGrant.consultation_id == consultation_id)
    staff = RoleGrant.role.in_((Role.MODERATOR, Role.ADMINISTRATOR))
    query = select(RoleGrant.id).where(staff, here, RoleGrant.account_id.not_in(barred))
    return db.session.scalar(query.limit(1)) is not None


def left_to_others(show: Show, reader: Reader, place: int | None) -> Left:
    """Return what of a kind waits for others because of the reader's own part in it."""
    if show not in _OWN:
        return Left()
    rows = db.session.execute(_OWN[show](reader, place).limit(MOST_COUNTED)).all()
    barred = {(row.place, frozenset({reader.id, row.author})) for row in rows}
    alone = {key for key in barred if not somebody_else_may(*key)}
    nobody = sum((row.place, frozenset({reader.id, row.author})) in alone for row in rows)
    return Left(len(rows), nobody)


def _appeals(reader: Reader, place: int | None) -> Any:
    return (
        select(Appeal.consultation_id.label("place"), Appeal.author_id.label("author"))
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Comment, Comment.id == Appeal.comment_id)
        .where(
            Appeal.outcome.is_(None),
            Decision.moderator_id == reader.id,
            or_(Decision.action.in_(AGAINST_A_PERSON), Comment.state != State.WITHDRAWN),
            *moderated_here(Appeal.consultation_id, reader, place),
        )
    )


def _suspensions(reader: Reader, place: int | None) -> Any:
    return select(
        Sanction.consultation_id.label("place"), Sanction.account_id.label("author")
    ).where(
        Sanction.state == SanctionState.PROPOSED,
        Sanction.proposed_by == reader.id,
        *moderated_here(Sanction.consultation_id, reader, place),
    )


_OWN = {Show.APPEAL: _appeals, Show.SUSPENSION: _suspensions}
