"""What is generated: people, two consultations, comments, votes and sessions.

The first consultation has an amendment with many comments and votes among others with fewer; the
second has one amendment that is crowded and one that is quiet.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select

from bench.bulk import Filler, filler, moment
from bench.sizes import Size
from bench.texts import Sentence, law_text, sentences
from consult.accounts.models import Account, Session
from consult.comments.models import Comment, CommentCount, CommentReaction, searched
from consult.comments.rules import PER_PAGE, Stance, State, is_listed, strength
from consult.comments.terms import terms_of
from consult.consultations import actions
from consult.consultations.actions import WordingDraft
from consult.consultations.rules import State as Stage
from consult.core import clock, crypto
from consult.core.db import db
from consult.votes.models import Tally, Vote
from consult.votes.rules import Choice

LANGUAGE = "ru"
QUIET = 50
"""How many comments the quiet amendment has: more than two pages of them."""
SEED = 4
STATES = (State.PUBLISHED,) * 96 + (State.HIDDEN, State.WITHDRAWN, State.HELD, State.REJECTED)
STANCES = (Stance.FOR, Stance.AGAINST, Stance.NEUTRAL)
CHOICES = (Choice.SUPPORT, Choice.SUPPORT, Choice.OPPOSE, Choice.ABSTAIN, Choice.CLARIFY)


@dataclass(slots=True)
class Content:
    """What was made: the places that are measured, and the people who read and write."""

    reform: str = "reform"
    other: str = "other"
    numbers: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    crowded: int = 0
    quiet: int = 0
    consultation: int = 0
    readers: range = range(0)
    """People who voted on the busy amendment; the sessions that read."""
    writers: range = range(0)
    """People who have not voted yet."""

    @property
    def busy(self) -> int:
        """Return the key of the amendment with many comments."""
        return self.ids[0]


def token_of(person: int) -> str:
    """Return the session that a person's cookie holds."""
    return f"a-session-of-the-benchmark-{person:08d}"


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
        _votes(into, size, made, now)
        _comments(into, size, made, now)


def _people(into: Filler, size: Size, now: datetime) -> None:
    since = moment(now - timedelta(days=70))
    into.fill(
        Account,
        "id email email_key pseudonym pseudonym_key password_hash language created_at "
        "confirmed_at verified_at",
        (
            (n, f"p{n}@example.org", f"p{n}@example.org", f"Участник {n}", f"участник {n}",
             "!", LANGUAGE, since, since, since if n % 3 == 0 else None)
            for n in range(1, size.people + 1)
        ),
    )  # fmt: skip


def _sessions(into: Filler, made: Content, now: datetime) -> None:
    begun, ends = moment(now - timedelta(days=1)), moment(now + timedelta(days=20))
    people = [*made.readers, *made.writers]
    into.fill(
        Session,
        "digest account_id created_at expires_at device",
        ((crypto.digest(token_of(n)), n, begun, ends, "Bench") for n in people),
    )


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


@dataclass(slots=True)
class _Place:
    """An amendment while its comments are made: the roots that may be answered."""

    amendment: int
    consultation: int
    roots: list[int] = field(default_factory=list)


def _comments(into: Filler, size: Size, made: Content, now: datetime) -> None:
    counts: Counter[tuple[int, str, str]] = Counter()
    into.fill(
        Comment,
        "id consultation_id amendment_id revision author_id parent_id root_id stance language "
        "body clause suggestion suggested terms state listed waiting_since agrees disagrees "
        "passes score strength replies created_at",
        _comment_rows(size, made, now, counts),
    )
    into.fill(
        CommentCount,
        "amendment_id kind state count",
        ((*cell, count) for cell, count in sorted(counts.items())),
    )


def _places(size: Size, made: Content, chance: random.Random) -> list[_Place]:
    """Return the place of each comment, in the order in which they were written."""
    here = [_Place(one, made.consultation) for one in made.ids]
    there = [_Place(one, made.consultation + 1) for one in (made.crowded, made.quiet)]
    others = here[1:]
    some = [others[n % len(others)] for n in range(size.comments - size.busy)]
    places = [here[0]] * size.busy + some + [there[0]] * size.crowded + [there[1]] * QUIET
    chance.shuffle(places)
    return places


def _comment_rows(
    size: Size, made: Content, now: datetime, counts: Counter[tuple[int, str, str]]
) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed is meant
    places = _places(size, made, chance)
    states = [STATES[int(chance.random() * len(STATES))] for _ in places]
    parents, replies = _threads(places, states, chance)
    pool = _Pool(chance)
    begin = now - timedelta(days=15)
    step = timedelta(days=14) / len(places)
    for index, place in enumerate(places):
        number, parent, state = index + 1, parents[index], states[index]
        stance = None if parent else STANCES[int(chance.random() * 3)].value
        suggests = parent is None and number % 50 == 0
        text = pool.text(
            amendment_id=place.amendment,
            author_id=1 + number % size.people,
            stance=stance,
            clause="1" if suggests or number % 51 == 0 else None,
            suggestion="replace" if suggests else None,
            suggested=None,
        )
        agrees, disagrees = int(chance.paretovariate(0.9)) - 1, int(chance.paretovariate(1.1)) - 1
        agrees, disagrees = min(agrees, 5000), min(disagrees, 5000)
        written = moment(begin + step * index)
        counts[place.amendment, stance or "reply", state.value] += 1
        yield (
            number, place.consultation, place.amendment, 1, text.author_id, parent, parent,
            stance, text.language, text.body, text.clause, text.suggestion, None, text.terms,
            state.value, is_listed(state, replies[index]), written if state == State.HELD else None,
            agrees, disagrees, 0, agrees - disagrees, strength(agrees, disagrees),
            replies[index], written,
        )  # fmt: skip


def _threads(
    places: list[_Place], states: list[State], chance: random.Random
) -> tuple[list[int | None], list[int]]:
    """Return what each comment replies to (every tenth does), and how many replies each has."""
    parents: list[int | None] = []
    replies = [0] * len(places)
    for index, place in enumerate(places):
        parent = None
        if place.roots and chance.random() < 0.1:
            parent = place.roots[int(chance.random() * len(place.roots))]
            replies[parent - 1] += is_listed(states[index], 0)
        elif states[index] == State.PUBLISHED:
            place.roots.append(index + 1)
        parents.append(parent)
    return parents, replies


class _Pool:
    """Puts bodies together from sentences whose terms are known, which spares most of the work."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._composes = chance, False
        self._sentences: list[tuple[Sentence, str]] = [
            (one, terms_of(one.text)) for one in sentences(5000)
        ]

    def text(self, **given: Any) -> SimpleNamespace:
        """Return a comment with body, language and terms."""
        size = len(self._sentences)
        first, second = (int(self._chance.random() * size) for _ in range(2))
        one, known = self._sentences[first]
        two, more = self._sentences[second - second % 10 + first % 10]
        made = SimpleNamespace(language=one.language, body="", **given)
        whole = f"{searched(made)} {known} {more}"
        made.body = f"{one.text} {two.text}"
        if not self._composes:
            self._composes = whole == searched(made)
            if not self._composes:
                raise ValueError("The terms of a comment are no longer those of its sentences.")
        made.terms = whole
        return made
