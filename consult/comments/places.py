"""Where a text or a reaction is sent, as plain values: what its rules and its storing ask for.

Plain columns of tables, in statements that are made once: they run for every comment and reaction,
and objects of the mapper would cost as much again as all the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from consult.accounts.models import Account, Session
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.consultations.models import Amendment, Consultation, Phase
from consult.consultations.rules import Ability
from consult.core.db import LARGEST_ID, db
from consult.core.errors import Missing
from consult.core.hot import moment_of


@dataclass(slots=True)
class OpenPhase:
    """A phase as far as writing and reacting are concerned."""

    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    comments: bool
    reactions: bool

    def opens(self, ability: Ability) -> bool:
        """Tell whether the phase opens an ability; of voting it knows nothing."""
        if ability == Ability.COMMENT:
            return self.comments
        return self.reactions and ability == Ability.REACT


@dataclass(frozen=True, slots=True)
class Home:
    """A consultation as far as comments are concerned."""

    id: int
    slug: str
    state: str
    moderation: str
    suggestions_each: int
    phases: Sequence[OpenPhase]


@dataclass(frozen=True, slots=True)
class Place:
    """An amendment as far as comments are concerned, for the permission table too."""

    id: int
    number: str
    revision: int
    consultation: Home

    @property
    def consultation_id(self) -> int:
        """Return the key of the consultation."""
        return self.consultation.id


@dataclass(frozen=True, slots=True)
class Judged:
    """A comment as far as reactions to it are concerned."""

    id: int
    author_id: int
    state: str
    amendment: Place

    @property
    def consultation(self) -> Home:
        """Return the consultation."""
        return self.amendment.consultation


_comments, _amendments = Comment.__table__.c, Amendment.__table__.c
_homes, _phases = Consultation.__table__.c, Phase.__table__.c
_accounts, _sessions = Account.__table__.c, Session.__table__.c
_OF_PHASE = (
    *(_phases.opens_at, _phases.closes_at, _phases.closed_at),
    *(_phases.comments, _phases.reactions),
)
_OF_PLACE = (
    *(_amendments.id, _amendments.number, _amendments.revision),
    *(_homes.id, _homes.slug, _homes.state, _homes.moderation, _homes.suggestions_each),
    *_OF_PHASE,
)


def _at(*columns: Any) -> Select[Any]:
    """Select what is known of an amendment by its address, a row for each phase."""
    return (
        select(*columns)
        .select_from(
            Amendment.__table__.join(Consultation.__table__).outerjoin(
                Phase.__table__, _phases.consultation_id == _homes.id
            )
        )
        .where(
            _homes.slug == bindparam("slug"), _amendments.number == bindparam("amendment_number")
        )
        .order_by(_phases.position)
    )


_JUDGED = _at(*_OF_PLACE, _comments.id, _comments.author_id, _comments.state).where(
    _comments.amendment_id == _amendments.id, _comments.id == bindparam("comment")
)
WRITER_AND_PLACE = _at(
    *_OF_PLACE, _accounts.id, _accounts.created_at, _accounts.suspended_until
).where(
    _accounts.id == _sessions.account_id,
    _sessions.digest == bindparam("digest"),
    _sessions.expires_at > bindparam("now"),
)
LOCKED_PHASES = (
    select(*_OF_PHASE)
    .where(_phases.consultation_id == bindparam("consultation"))
    .order_by(_phases.position)
    .with_for_update(read=True)
)


def the_judged(slug: str, number: str, comment: int) -> Judged:
    """Load a comment as far as reactions to it are concerned, or raise Missing."""
    if comment > LARGEST_ID:
        raise Missing
    rows = _rows(_JUDGED, slug=slug, amendment_number=number, comment=comment)
    place = _place(rows)
    key, author_id, state = rows[0][-3:]
    return Judged(key, author_id, state, place)


def locked_phases(consultation_id: int) -> Sequence[OpenPhase]:
    """Return the phases, locked FOR SHARE: closing waits for us, or we see that it is closed."""
    return [OpenPhase(*row) for row in _rows(LOCKED_PHASES, consultation=consultation_id)]


def writer_and_place(rows: Sequence[Any]) -> tuple[Reader, Place]:
    """Return what WRITER_AND_PLACE found, as the driver gives it."""
    number, since, suspended = rows[0][-3:]
    reader = Reader(id=number, created_at=moment_of(since), suspended_until=moment_of(suspended))
    return reader, _place([(*row[:8], *_phase(row[8:13])) for row in rows])


def phases_of(rows: Sequence[Any]) -> Sequence[OpenPhase]:
    """Return what LOCKED_PHASES found, as the driver gives it."""
    return [OpenPhase(*_phase(row)) for row in rows]


def _phase(row: Sequence[Any]) -> tuple[Any, ...]:
    return (*map(moment_of, row[:3]), bool(row[3]), bool(row[4]))


def _rows(statement: Any, **values: Any) -> Sequence[Any]:
    return db.session.connection().execute(statement, values).all()


def _place(rows: Sequence[Any]) -> Place:
    if not rows:
        raise Missing
    first = rows[0]
    phases = [OpenPhase(*row[8:13]) for row in rows if row[8] is not None]
    home = Home(first[3], first[4], first[5], first[6], first[7], phases)
    return Place(first[0], first[1], first[2], home)
