"""Voting in tests, without pages: each act in a transaction of its own."""

from consult.accounts.models import Account
from consult.accounts.rules import Reader
from consult.consultations.actions import touch
from consult.consultations.models import Amendment, Revision, Wording
from consult.consultations.queries import the_amendment, wordings_of
from consult.core import clock
from consult.core.db import db
from consult.votes import queries
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.models import Vote
from consult.votes.rules import Choice
from consult.votes.tally import TallyView
from tests.make import Make


def reader_of(person: Account) -> Reader:
    """Return somebody as the reader of a request."""
    return Reader(id=person.id, pseudonym=person.pseudonym, verified=person.verified_at is not None)


def reloaded(amendment: Amendment) -> Amendment:
    """Load an amendment as a request does."""
    return the_amendment(amendment.consultation.slug, amendment.number)


def cast(make: Make, amendment: Amendment, person: Account, choice: Choice) -> bool:
    """Vote."""
    return make.do(lambda: cast_vote(reloaded(amendment), reader_of(person), choice))


def withdraw(make: Make, amendment: Amendment, person: Account) -> bool:
    """Withdraw a vote."""
    return make.do(lambda: withdraw_vote(reloaded(amendment), reader_of(person)))


def tally(make: Make, amendment: Amendment) -> TallyView:
    """Return the tally as a page shows it."""
    return make.read(lambda: queries.tally_of(amendment.id))


def vote_of(make: Make, amendment: Amendment, person: Account) -> Vote | None:
    """Return somebody's vote."""
    return make.read(lambda: db.session.get(Vote, (amendment.id, person.id)))


def recount(make: Make, amendment: Amendment) -> TallyView:
    """Count the votes themselves."""
    return make.read(lambda: queries.recount_of(amendment.id))


def revise(make: Make, amendment: Amendment) -> None:
    """Put a second revision into force, with the wordings of the first."""
    make.do(lambda: _revise(reloaded(amendment)))


def _revise(amendment: Amendment) -> None:
    amendment.revision = 2
    touch(amendment.id)
    now = clock.now()
    db.session.add(Revision(amendment_id=amendment.id, number=2, created_at=now, published_at=now))
    db.session.flush()
    for old in wordings_of(amendment, 1).values():
        values = {column.key: getattr(old, column.key) for column in Wording.__table__.columns}
        db.session.add(Wording(**{**values, "revision": 2}))
