"""Who has which case open: a case belongs to one moderator for some minutes.

One statement takes a case, so of two who open it at the same instant one gets it, whatever the
database. A lease that ended, or that its holder gave back, is as good as none.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, or_, select, update

from consult.accounts.rules import Reader
from consult.consultations.desk_rules import DeskRules
from consult.core import clock
from consult.core.db import db, transaction, upsert
from consult.core.errors import Conflict
from consult.core.words import lazy
from consult.moderation.models import Lease

COMMENT, CAMPAIGN, APPEAL = "comment", "campaign", "appeal"
SECOND_LOOK, SANCTION = "second_look", "sanction"
MINUTES = DeskRules().lease_minutes


def take(kind: str, number: int, reader: Reader, minutes: int = MINUTES) -> Lease:
    """Take a case, or keep it longer; Conflict where somebody else has it open."""
    lease = _taken(kind, number, reader, minutes)
    if lease.moderator_id != reader.id:
        raise open_elsewhere()
    return lease


def open_case(kind: str, number: int, reader: Reader, minutes: int = MINUTES) -> Lease:
    """Take a case for whoever looks at it, at once; return whose it is, theirs or another's.

    Looking is reading, so this is a transaction of its own; nothing may be written before it.
    """
    lease = lease_of(kind, number)
    half = clock.now() + timedelta(minutes=minutes) / 2
    if lease and (lease.moderator_id != reader.id or lease.until > half):
        return lease
    with transaction(write=True):
        return _taken(kind, number, reader, minutes)


def _taken(kind: str, number: int, reader: Reader, minutes: int) -> Lease:
    now = clock.now()
    values = {"moderator_id": reader.id, "until": now + timedelta(minutes=minutes)}
    statement = (
        upsert(Lease)
        .values(kind=kind, number=number, **values)
        .on_conflict_do_update(
            index_elements=[Lease.kind, Lease.number],
            set_=values,
            where=or_(Lease.moderator_id == reader.id, Lease.until <= now),
        )
        .returning(Lease.moderator_id, Lease.until)
    )
    row = db.session.execute(statement).first()
    if row is None:
        found = lease_of(kind, number)
        return found or _taken(kind, number, reader, minutes)
    return Lease(kind=kind, number=number, moderator_id=row.moderator_id, until=row.until)


def keep(kind: str, number: int, reader: Reader) -> None:
    """Keep a case that is this moderator's some minutes longer; Conflict where it is not."""
    until = clock.now() + timedelta(minutes=MINUTES)
    mine = (Lease.kind == kind, Lease.number == number, Lease.moderator_id == reader.id)
    later = case((Lease.until > until, Lease.until), else_=until)
    kept = update(Lease).where(*mine).values(until=later).returning(Lease.number)
    if db.session.execute(kept).first() is None:
        raise open_elsewhere()


def open_elsewhere() -> Conflict:
    """Return the refusal that says that somebody else has a case open."""
    return Conflict(lazy("Another moderator has this case open."))


def lease_of(kind: str, number: int) -> Lease | None:
    """Return the lease of a case that is in force."""
    columns = (Lease.moderator_id, Lease.until)
    one = (Lease.kind == kind, Lease.number == number, Lease.until > clock.now())
    row = db.session.execute(select(*columns).where(*one)).first()
    if row is None:
        return None
    return Lease(kind=kind, number=number, moderator_id=row.moderator_id, until=row.until)


def give_back(kind: str, number: int, reader: Reader) -> None:
    """Let others have a case; nothing happens where it is not this moderator's."""
    this = and_(Lease.kind == kind, Lease.number == number)
    given = delete(Lease).where(
        Lease.moderator_id == reader.id, or_(this, Lease.until <= clock.now())
    )
    db.session.execute(given)


def free_for(kind: str, number: Any, reader: Reader) -> ColumnElement[bool]:
    """Return the condition that nobody else has a case open; `number` is the column of its key."""
    elsewhere = and_(
        Lease.kind == kind,
        Lease.number == number,
        Lease.moderator_id != reader.id,
        Lease.until > clock.now(),
    )
    return ~exists(select(Lease.number).where(elsewhere).correlate_except(Lease))


def open_to_others(kind: str, numbers: Collection[int], reader: Reader) -> set[int]:
    """Return which of these cases somebody else has open."""
    query = select(Lease.number).where(
        Lease.kind == kind,
        Lease.number.in_(numbers),
        Lease.moderator_id != reader.id,
        Lease.until > clock.now(),
    )
    return set(db.session.scalars(query))
