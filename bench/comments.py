"""The comments that are generated: their places, threads, states and texts."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bench.bulk import Filler, moment
from bench.made import QUIET, SEED, Content
from bench.sizes import Size
from bench.texts import Sentence, sentences
from consult.comments.copies import marks_of_text
from consult.comments.models import Comment, CommentCount, searched
from consult.comments.rules import Stance, State, is_listed, strength
from consult.comments.terms import marks_of, terms_of

STATES = (State.PUBLISHED,) * 96 + (State.HIDDEN, State.WITHDRAWN, State.HELD, State.REJECTED)
STANCES = (Stance.FOR, Stance.AGAINST, Stance.NEUTRAL)


@dataclass(slots=True)
class _Place:
    """An amendment while its comments are made: the roots that may be answered."""

    amendment: int
    consultation: int
    roots: list[int] = field(default_factory=list)


def fill_comments(into: Filler, size: Size, made: Content, now: datetime) -> None:
    """Store the comments of both consultations, mixed in time, and their counts."""
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
            # Nobody suggests twice on a clause: the database forbids it.
            author_id=1 + (number // 50 if suggests else number) % size.people,
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
        made = SimpleNamespace(language=one.language, body="", answered_at=None, **given)
        made.body = f"{one.text} {two.text}"
        marks = " ".join([*marks_of(made), *marks_of_text(made.body)])
        whole = f"{marks} {known} {more}"
        if not self._composes:
            self._composes = whole == searched(made)
            if not self._composes:
                raise ValueError("The terms of a comment are no longer those of its sentences.")
        made.terms = whole
        return made
