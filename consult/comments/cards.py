"""The round of cards: which comment a reader judges next, and how far they have come.

The order serves analysis: first what fewest people have judged, then what is closest to a split,
so that each answer tells most; among equals the stance of which this reader judged fewest, then an
order of this reader's own. How much a comment is liked never brings it forward.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from consult.comments.models import Comment, CommentReaction
from consult.comments.rows import LISTED, shown
from consult.comments.rules import Stance, State
from consult.core.db import db
from consult.core.paging import read_place

MOST_SKIPPED = 50
_PRIME = 1_000_003


@dataclass(frozen=True, slots=True)
class Card:
    """The next comment to judge (None at the end), and how many of how many were judged."""

    row: Any
    seen: int
    total: int


def next_card(amendment_id: int, person_id: int, skipped: Sequence[int] = ()) -> Card:
    """Return the next card of somebody's round, in two statements."""
    seen, total = _progress(amendment_id, person_id)
    unseen = CommentReaction.person_id.is_(None)
    query = shown(person_id).where(*_round(amendment_id, person_id), unseen)
    if skipped:
        query = query.where(Comment.id.not_in(skipped))
    ordered = query.order_by(
        Comment.agrees + Comment.disagrees + Comment.passes,
        func.abs(Comment.score),
        _rank(seen),
        _own_order(person_id),
        Comment.id,
    )
    row = db.session.execute(ordered.limit(1)).first()
    return Card(row, sum(seen.values()), total)


def skipped_in(text: str | None) -> list[int]:
    """Return the comments that an address says were passed by for now, the last ones only."""
    numbers = (text or "").split("_")[-MOST_SKIPPED:]
    place = read_place("_".join(numbers), len(numbers))
    return list(place or ())


def _round(amendment_id: int, person_id: int) -> list[Any]:
    """Return what belongs to a round: published comments of others; replies say little alone."""
    return [
        Comment.amendment_id == amendment_id,
        LISTED,
        Comment.root_id.is_(None),
        Comment.state == State.PUBLISHED,
        Comment.author_id != person_id,
    ]


def _judged_by(person_id: int) -> ColumnElement[bool]:
    return and_(CommentReaction.comment_id == Comment.id, CommentReaction.person_id == person_id)


def _progress(amendment_id: int, person_id: int) -> tuple[dict[str, int], int]:
    rows = db.session.execute(
        select(Comment.stance, func.count(), func.count(CommentReaction.person_id))
        .outerjoin(CommentReaction, _judged_by(person_id))
        .where(*_round(amendment_id, person_id))
        .group_by(Comment.stance)
    ).all()
    return {str(stance): judged for stance, _, judged in rows}, sum(row[1] for row in rows)


def _rank(seen: dict[str, int]) -> ColumnElement[int]:
    """Put the stance of which this reader judged fewest first."""
    stances = sorted(Stance, key=lambda stance: seen.get(stance, 0))
    return case({str(stance): rank for rank, stance in enumerate(stances)}, value=Comment.stance)


def _own_order(person_id: int) -> ColumnElement[int]:
    """Return a number of each comment that puts them into another order for everybody."""
    digest = hashlib.blake2b(str(person_id).encode(), digest_size=8).digest()
    step = 1 + int.from_bytes(digest) % (_PRIME - 1)
    return (Comment.id % _PRIME) * step % _PRIME
