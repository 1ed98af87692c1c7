"""Sanctions as cases: a proposed suspension with the comment behind it, and a person's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Account
from consult.comments.about import AboutComment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.core import clock
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.core.words import gettext
from consult.moderation.models import Decision, Sanction
from consult.moderation.rules import PER_PAGE
from consult.moderation.verdicts import SanctionKind, SanctionState

_Proposer = aliased(Account, name="proposer")
_Confirmer = aliased(Account, name="confirmer")


@dataclass(slots=True)
class SanctionCase(AboutComment):
    """A sanction with the comment that gave cause for it, whose author is sanctioned."""

    sanction: Sanction
    comment: Comment

    @property
    def proposed_by(self) -> int:
        """Return who proposed it and so may not confirm it."""
        return self.sanction.proposed_by

    @property
    def waits(self) -> bool:
        """Tell whether it waits for a second pair of eyes."""
        return self.sanction.state == SanctionState.PROPOSED

    @property
    def in_force(self) -> bool:
        """Tell whether it is a suspension that runs."""
        until = self.sanction.until
        return (
            self.sanction.state == SanctionState.IN_FORCE
            and until is not None
            and until > clock.now()
        )


def the_sanction(sanction: int) -> SanctionCase:
    """Load a suspension with its comment, or raise Missing."""
    found = db.session.get(Sanction, sanction) if sanction <= LARGEST_ID else None
    if found is None or found.kind != SanctionKind.SUSPEND or found.comment_id is None:
        raise Missing
    return SanctionCase(found, comment_by_id(found.comment_id))


def sanction_by_id(number: int) -> Sanction | None:
    """Return one sanction."""
    return db.session.get(Sanction, number)


def sanctions_on(account_id: int) -> Sequence[Any]:
    """Return a person's sanctions, the latest first, with the names of those who gave them."""
    query = (
        select(
            Sanction,
            _name_of(_Proposer).label("proposer"),
            _name_of(_Confirmer).label("confirmer"),
        )
        .join(_Proposer, _Proposer.id == Sanction.proposed_by)
        .outerjoin(_Confirmer, _Confirmer.id == Sanction.confirmed_by)
        .where(Sanction.account_id == account_id)
        .order_by(Sanction.id.desc())
        .limit(PER_PAGE)
    )
    return db.session.execute(query).all()


def _name_of(person: Any) -> Any:
    return case((person.left_at.is_(None), person.pseudonym), else_=gettext("Former participant"))


def own_sanctions(account_id: int) -> Sequence[Any]:
    """Return what somebody is told of their own sanctions: no moderator is named."""
    told = (SanctionState.GIVEN, SanctionState.IN_FORCE, SanctionState.LIFTED)
    columns = (Sanction.id, Sanction.kind, Sanction.state, Sanction.ground, Sanction.note)
    return db.session.execute(
        select(*columns, Sanction.until, Sanction.proposed_at, Sanction.confirmed_at)
        .where(Sanction.account_id == account_id, Sanction.state.in_(told))
        .order_by(Sanction.id.desc())
        .limit(PER_PAGE)
    ).all()


def decision_for(sanction: Sanction) -> Decision | None:
    """Return the decision under which a sanction may be appealed against."""
    given = select(Decision).where(
        Decision.comment_id == sanction.comment_id, Decision.action == sanction.kind
    )
    found = db.session.scalars(given.order_by(Decision.id.desc()))
    return next((one for one in found if (one.detail or {}).get("sanction") == sanction.id), None)
