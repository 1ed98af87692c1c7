"""Makes a consultation where much was said: votes, changed and withdrawn, comments of all kinds."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from consult.accounts.models import Account
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment
from consult.core import clock
from consult.core.db import db
from consult.moderation.rules import Ground
from consult.votes.actions import cast_vote, withdraw_vote
from consult.votes.rules import Choice
from tests.make import Make

BODIES = [
    "One chamber decides faster.",
    "Екі палата керек; қала мен ауылдың үні естілуі тиіс.",
    "- первое\n- второе",
    '=HYPERLINK("http://example.org")',
]


def comment_values(amendment: Amendment, author: Account, **given: Any) -> dict[str, Any]:
    """Return the row of a published comment for; `given` says what is different."""
    return {
        "consultation_id": amendment.consultation_id,
        "amendment_id": amendment.id,
        "revision": 1,
        "author_id": author.id,
        "stance": Stance.FOR,
        "language": "en",
        "body": "One chamber decides faster.",
        "state": State.PUBLISHED,
        "listed": True,
        "created_at": clock.now(),
        **given,
    }


def add_comment(make: Make, amendment: Amendment, author: Account, **given: Any) -> int:
    """Store a comment as it is given, past every rule; return its number."""
    values = comment_values(amendment, author, **given)
    added = insert(Comment).values(**values).returning(Comment.id)
    return int(make.do(lambda: db.session.scalar(added)))


def random_consultation(make: Make, seed: int, amendments: int = 4, people: int = 12) -> Any:
    """Make a consultation with random votes and comments; the same seed, the same consultation."""
    chance = random.Random(seed)
    place = make.consultation(languages=("en", "ru"))
    units = [make.amendment(place, title=f"Title {n}") for n in range(amendments)]
    make.amendment(place, title="Nobody said anything")
    crowd = [make.account(verified=chance.random() < 0.4) for _ in range(people)]
    for unit in units:
        for person in chance.sample(crowd, chance.randrange(people)):
            _vote(make, chance, place, unit, person)
        for _ in range(chance.randrange(20)):
            _comment(make, chance, unit, chance.choice(crowd))
    return place


def _vote(
    make: Make, chance: random.Random, place: Consultation, unit: Amendment, person: Account
) -> None:
    reader = Reader(id=person.id, verified=person.verified_at is not None)
    choices = chance.choices(list(Choice), k=chance.randrange(1, 4))

    def work() -> None:
        amendment = the_amendment(place.slug, unit.number)
        for choice in choices:
            cast_vote(amendment, reader, choice)
        if chance.random() < 0.2:
            withdraw_vote(amendment, reader)

    make.do(work)


def _comment(make: Make, chance: random.Random, unit: Amendment, author: Account) -> None:
    made = clock.now() - timedelta(seconds=chance.randrange(100_000))
    state = chance.choice([*State, State.PUBLISHED, State.PUBLISHED])
    parents = make.all(
        select(Comment.id).where(Comment.amendment_id == unit.id, Comment.parent_id.is_(None))
    )
    parent = chance.choice(parents)[0] if parents and chance.random() < 0.4 else None
    add_comment(
        make,
        unit,
        author,
        stance=None if parent else chance.choice(list(Stance)),
        parent_id=parent,
        root_id=parent,
        language=chance.choice(["kk", "ru", "en"]),
        body=chance.choice(BODIES),
        state=state,
        ground=chance.choice(list(Ground)) if state in {State.HIDDEN, State.REJECTED} else None,
        decided_at=_some_time(chance, made),
        edited_at=_some_time(chance, made),
        created_at=made,
        agrees=chance.randrange(50),
        disagrees=chance.randrange(50),
        passes=chance.randrange(5),
        open_reports=chance.randrange(3) if state == State.PUBLISHED else 0,
    )


def _some_time(chance: random.Random, after: datetime) -> datetime | None:
    return after + timedelta(seconds=90) if chance.random() < 0.3 else None
