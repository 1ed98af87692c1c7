"""Closing consultations whose time is over, a duty of the worker."""

from consult.core import clock
from consult.core.jobs import every_round
from consult.votes.actions import close_what_is_due
from consult.votes.queries import consultations_to_close


def _some_are_due() -> bool:
    return bool(consultations_to_close(clock.now()))


@every_round(_some_are_due, seconds=1)
def close_by_the_clock() -> None:
    """Close what is due: the page said so at the very second, now the tally is sealed."""
    close_what_is_due()
