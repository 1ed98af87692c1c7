"""Form letters with people's own additions, sent by many people or by one."""

import random
from datetime import datetime, timedelta

import pytest

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.moderation import campaigns
from tests.make import Make

LETTER = (
    "We the residents of the region ask to keep the former term of office in this article, because "
    "seven years without an election take power away from the people who gave it."
)
OTHER = (
    "Libraries in villages close one after another while reading rooms of the capital stay half "
    "empty, so let the law say how many books a village of a thousand people must have."
)


def own_words(seed: int, many: int = 6) -> str:
    """Return words without sense that no other seed gives."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("bcdfghklmnoprstuvz", k=7)) for _ in range(many))


def send(make: Make, place: Amendment, author: Account | None = None, body: str = "") -> Comment:
    """Send a form letter."""
    return make.comment(place, author or make.account(), body=body or LETTER)


def letters(make: Make, place: Amendment, people: int, text: str = LETTER) -> list[Comment]:
    """Let so many people send a form letter, each with words of their own."""
    return [send(make, place, body=f"{text} {own_words(n)}") for n in range(people)]


def look(make: Make, consultation: Consultation) -> int:
    """Let the worker look at all that came, as if some time had passed."""
    real = clock.now
    later: datetime = real() + timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        seen, new = 0, 1
        while new:
            new = make.do(lambda: campaigns.look(consultation.id))
            seen += new
        return seen
