"""How often somebody may do something, counted in the database so that all processes agree."""

from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock, crypto
from consult.core.db import Id, Model, db, short
from consult.core.errors import TooMany
from consult.core.words import lazy


class Attempt(Model):
    """One counted attempt; `key` is a digest, so the table names neither person nor address."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(short)
    at: Mapped[datetime]


def check(what: str, who: object, *, most: int, within: timedelta) -> None:
    """Raise TooMany when `who` did `what` `most` times in the time before now."""
    count = db.session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.key == _key(what, who), Attempt.at > clock.now() - within)
    )
    if count is not None and count >= most:
        message = lazy("This was done too often in a short time.")
        raise TooMany(message, retry_after=int(within.total_seconds()))


def count(what: str, who: object) -> None:
    """Count one attempt."""
    db.session.add(Attempt(key=_key(what, who), at=clock.now()))
    db.session.flush()


def forget(what: str, who: object) -> None:
    """Forget the attempts, after a success."""
    db.session.execute(delete(Attempt).where(Attempt.key == _key(what, who)))


def forget_old(before: datetime) -> None:
    """Delete attempts that no rule looks at any more."""
    db.session.execute(delete(Attempt).where(Attempt.at < before))


def _key(what: str, who: object) -> str:
    return crypto.digest(f"{what}:{who}")
