"""Tables of votes, of vote events not yet rolled up, and of tallies.

A vote is an upsert plus appended events in one transaction; a job rolls events up into tallies.
So no two voters of one amendment ever wait for the same row. Tally = rolled up + pending.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class Vote(Model):
    """The latest choice of a person; the primary key is what forbids a second vote."""

    __tablename__ = "votes"
    __table_args__ = (Index("ix_votes_voter", "voter_id"),)

    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(short)
    revision: Mapped[int]
    verified: Mapped[bool]
    cast_at: Mapped[datetime]


class VoteEvent(Model):
    """A step of one tally up or down, until it is rolled up; it names no person."""

    __tablename__ = "vote_events"
    __table_args__ = (Index("ix_vote_events_amendment", "amendment_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    amendment_id: Mapped[int] = mapped_column(Id)
    revision: Mapped[int]
    verified: Mapped[bool]
    choice: Mapped[str] = mapped_column(short)
    step: Mapped[int]


class Tally(Model):
    """The rolled-up count of one choice, apart by revision seen and by verified identity."""

    __tablename__ = "tallies"

    amendment_id: Mapped[int] = mapped_column(Id, ForeignKey("amendments.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    verified: Mapped[bool] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(short, primary_key=True)
    count: Mapped[int]
