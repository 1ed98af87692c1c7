"""What is generated: people, two consultations, comments, votes and sessions.

The first consultation has an amendment with many comments and votes among others with fewer; the
second has one amendment that is crowded and one that is quiet.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bench.bulk import Filler, filler, moment
from bench.comments import fill_comments
from bench.made import LANGUAGE, SEED, Content, token_of
from bench.sizes import Size
from bench.texts import law_text
from consult.accounts.models import Account, RoleGrant, Session
from consult.accounts.rules import Role
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import PER_PAGE
from consult.consultations import actions
from consult.consultations.actions import WordingDraft
from consult.consultations.rules import State as Stage
from consult.core import clock, crypto
from consult.core.db import db
from consult.moderation.progress import LOOKED_AT, locked_progress, remember
from consult.votes.models import Tally, Vote
from consult.votes.rules import Choice

CHOICES = (Choice.SUPPORT, Choice.SUPPORT, Choice.OPPOSE, Choice.ABSTAIN, Choice.CLARIFY)


def make_consultations(size: Size) -> Content:
    """Make the consultations with their amendments, as their authors would; commits nothing."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed is meant
    made = Content()
    home = _consultation(made.reform)
    made.consultation = home.id
    for number in range(1, size.amendments + 1):
        made.numbers.append(str(number))
        made.ids.append(_amendment(home, number, chance))
    home.state = Stage.OPEN
    second = _consultation(made.other)
    made.crowded, made.quiet = (_amendment(second, number, chance) for number in (1, 2))
    second.state = Stage.OPEN
    made.readers = range(1, 2 * size.readers + 1)
    made.writers = range(size.people - size.writers + 1, size.people + 1)
    made.moderator = size.people + 1
    return made


def _consultation(slug: str) -> Any:
    home = actions.create_consultation(
        slug=slug, languages=[LANGUAGE], authoritative=LANGUAGE, time_zone="Asia/Almaty"
    )
    title = "Конституциялық реформа · Конституционная реформа"
    actions.set_texts(home, LANGUAGE, title=title, summary="О чём речь.", background="Почему.")
    actions.schedule(home, clock.now() - timedelta(days=20), clock.now() + timedelta(days=20))
    return home


def _amendment(home: Any, number: int, chance: random.Random) -> int:
    amendment = actions.add_amendment(home, str(number), position=number)
    current = law_text(chance)
    words = current.split(" ")
    proposed = " ".join("народ" if chance.random() < 0.05 else word for word in words)
    draft = WordingDraft(
        element=f"Статья {number}",
        title=f"О правах и обязанностях, {number}",
        current=current,
        proposed=proposed + "\n5. Это положение ново.",
        rationale="Так яснее.",
    )
    actions.set_wording(amendment, LANGUAGE, draft)
    return int(amendment.id)


def fill(url: str, size: Size, made: Content) -> None:
    """Store people, sessions, votes and comments in bulk."""
    now = clock.now()
    with filler(url, ["comments", "votes"] if url.startswith("sqlite") else ["comments"]) as into:
        _people(into, size, now)
        _sessions(into, made, now)
        _moderator(into, made, now)
        _votes(into, size, made, now)
        fill_comments(into, size, made, now)


def _people(into: Filler, size: Size, now: datetime) -> None:
    since = moment(now - timedelta(days=70))
    into.fill(
        Account,
        "id email email_key pseudonym pseudonym_key password_hash language created_at "
        "confirmed_at verified_at",
        (
            (n, f"p{n}@example.org", f"p{n}@example.org", f"Участник {n}", f"участник {n}",
             "!", LANGUAGE, since, since, since if n % 3 == 0 else None)
            for n in range(1, size.people + 2)
        ),
    )  # fmt: skip


def _sessions(into: Filler, made: Content, now: datetime) -> None:
    begun, ends = moment(now - timedelta(days=1)), moment(now + timedelta(days=20))
    people = [*made.readers, *made.writers, made.moderator]
    into.fill(
        Session,
        "digest account_id created_at expires_at device",
        ((crypto.digest(token_of(n)), n, begun, ends, "Bench") for n in people),
    )


def _moderator(into: Filler, made: Content, now: datetime) -> None:
    role = (1, made.moderator, Role.MODERATOR.value, None, moment(now))
    into.fill(RoleGrant, "id account_id role consultation_id granted_at", [role])


def _votes(into: Filler, size: Size, made: Content, now: datetime) -> None:
    tally: Counter[tuple[int, int, bool, str]] = Counter()
    into.fill(
        Vote,
        "amendment_id voter_id choice revision verified cast_at",
        _vote_rows(size, made, now, tally),
    )
    into.fill(
        Tally,
        "amendment_id revision verified choice count",
        ((*cell, count) for cell, count in sorted(tally.items())),
    )


def _vote_rows(
    size: Size, made: Content, now: datetime, tally: Counter[tuple[int, int, bool, str]]
) -> Iterator[tuple[Any, ...]]:
    cast_at = moment(now - timedelta(days=2))
    voters = made.writers.start - 1
    each = min(voters, (size.votes - voters) // (len(made.ids) - 1))
    for place, amendment in enumerate(made.ids):
        count = voters if place == 0 else each
        for person in range(1, count + 1):
            choice = CHOICES[(person * 7 + place) % len(CHOICES)].value
            verified = person % 3 == 0
            tally[amendment, 1, verified, choice] += 1
            yield amendment, person, choice, 1, verified, cast_at


def look_at_all() -> None:
    """Say that near-copies were looked for among all: the worker would do so while we measure."""
    last = select(Comment.consultation_id, func.max(Comment.id)).group_by(Comment.consultation_id)
    for consultation, number in db.session.execute(last).all():
        remember(locked_progress(consultation), **{LOOKED_AT: number})


def react(made: Content) -> None:
    """Let half of the readers react to all comments of the first page they see."""
    here = db.session.scalars(
        select(Comment.id)
        .where(Comment.amendment_id == made.busy, Comment.root_id.is_(None), Comment.listed)
        .order_by(Comment.score.desc(), Comment.id.desc())
        .limit(PER_PAGE)
    ).all()
    people, now = made.readers[len(made.readers) // 2 :], clock.now()
    rows = [
        {"comment_id": one, "person_id": person, "value": (one + person) % 3 - 1, "at": now}
        for one in here
        for person in people
    ]
    db.session.execute(insert(CommentReaction), rows)
