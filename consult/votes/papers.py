"""Ballot papers: an amendment as far as voting goes, read behind the gate of its consultation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from consult.accounts.models import Account, Session
from consult.accounts.rules import Reader
from consult.consultations.models import Amendment, Consultation, Phase
from consult.core import gate
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.hot import moment_of
from consult.votes.rules import BallotPaper, Place, VotingPhase

_accounts, _sessions = Account.__table__, Session.__table__
_amendments, _homes, _phases = Amendment.__table__, Consultation.__table__, Phase.__table__


def _papers(*where: ColumnElement[bool]) -> Select[Any]:
    """Select what a ballot paper is made of, a row for each phase.

    Plain columns of tables, in statements that are made once: this runs for every vote, and
    objects of the mapper cost as much again as all the rest of it.
    """
    return (
        select(
            _amendments.c.id,
            _amendments.c.number,
            _amendments.c.revision,
            _homes.c.id,
            _homes.c.slug,
            _homes.c.state,
            _phases.c.opens_at,
            _phases.c.closes_at,
            _phases.c.closed_at,
            _phases.c.votes,
            _amendments.c.whole,
        )
        .select_from(
            _amendments.join(_homes).outerjoin(_phases, _phases.c.consultation_id == _homes.c.id)
        )
        .where(*where)
        .order_by(_phases.c.position)
    )


_PAPER_AT = _papers(
    _homes.c.slug == bindparam("slug"), _amendments.c.number == bindparam("amendment_number")
)
_PAPER_OF = _papers(_amendments.c.id == bindparam("amendment_id"))


_WAY_IN = gate.way_in(gate.VOTING, _homes.c.id)
WAY_IN_AT = _WAY_IN.where(_homes.c.slug == bindparam("slug"))
_WAY_IN_OF = _WAY_IN.where(
    _homes.c.id == _amendments.c.consultation_id, _amendments.c.id == bindparam("amendment_id")
)


def the_ballot_paper(slug: str, number: str) -> BallotPaper:
    """Come through the gate, then load an amendment as far as voting goes, or raise Missing.

    Behind the gate nobody closes or moves a phase: what is read stays true until the transaction
    ends.
    """
    gate.go_in(WAY_IN_AT, {"slug": slug})
    return _paper(_PAPER_AT, {"slug": slug, "amendment_number": number})


def _voter_and_paper() -> Select[Any]:
    """Select who votes and what a ballot paper is made of, a row for each phase."""
    return (
        select(
            *(_accounts.c.id, _accounts.c.verified_at, _accounts.c.suspended_until),
            *(_amendments.c.id, _amendments.c.number, _amendments.c.revision),
            *(_homes.c.id, _homes.c.slug, _homes.c.state),
            *(_phases.c.opens_at, _phases.c.closes_at, _phases.c.closed_at, _phases.c.votes),
            _amendments.c.whole,
        )
        .select_from(
            _sessions.join(_accounts, _accounts.c.id == _sessions.c.account_id)
            .join(_homes, _homes.c.slug == bindparam("slug"))
            .join(_amendments, _amendments.c.consultation_id == _homes.c.id)
            .outerjoin(_phases, _phases.c.consultation_id == _homes.c.id)
        )
        .where(
            _amendments.c.number == bindparam("amendment_number"),
            _sessions.c.digest == bindparam("digest"),
            _sessions.c.expires_at > bindparam("now"),
        )
        .order_by(_phases.c.position)
    )


VOTER_AND_PAPER = _voter_and_paper()


def voter_and_paper(rows: Sequence[Any]) -> tuple[Reader, BallotPaper]:
    """Return what VOTER_AND_PAPER found, as the driver gives it."""
    first = rows[0]
    reader = Reader(id=first[0], verified=first[1] is not None, suspended_until=moment_of(first[2]))
    phases = tuple(
        VotingPhase(moment_of(row[9]), moment_of(row[10]), moment_of(row[11]), bool(row[12]))  # type: ignore[arg-type]
        for row in rows
        if row[9] is not None
    )
    place = Place(first[6], first[7], first[8], phases)
    return reader, BallotPaper(first[3], first[4], first[5], place, bool(first[13]))


def ballot_paper_of(amendment_id: int) -> BallotPaper:
    """Do the same for an amendment that was loaded already."""
    gate.go_in(_WAY_IN_OF, {"amendment_id": amendment_id})
    return _paper(_PAPER_OF, {"amendment_id": amendment_id})


def _paper(statement: Select[Any], values: dict[str, Any]) -> BallotPaper:
    rows = db.session.connection().execute(statement, values).all()
    if not rows:
        raise Missing
    first = rows[0]
    phases = tuple(VotingPhase(*row[6:10]) for row in rows if row[6] is not None)
    place = Place(first[3], first[4], first[5], phases)
    return BallotPaper(first[0], first[1], first[2], place, first[10])
