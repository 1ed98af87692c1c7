"""Taking back the votes of somebody who leaves, where voting is still open."""

from contextlib import suppress

from consult.accounts.rules import Reader
from consult.core.errors import Conflict
from consult.votes.actions import withdraw_vote
from consult.votes.queries import amendments_voted_on


def withdraw_open_votes(person_id: int) -> None:
    """Withdraw somebody's votes; those of a phase that has closed are sealed and stay counted."""
    reader = Reader(id=person_id)
    for amendment in amendments_voted_on(person_id):
        with suppress(Conflict):
            withdraw_vote(amendment, reader)
