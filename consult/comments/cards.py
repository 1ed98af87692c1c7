"""The round of cards: which comment a reader judges next, and how far they have come.

The order serves analysis: first what fewest people have judged, then what is closest to a split,
so that each answer tells most; among equals the stance of which this reader judged fewest, then an
order of this reader's own. How much a comment is liked never brings it forward.

An index has that order but for its end. Of equals, which may be a hundred thousand, it is asked
for a few hundred that begin at a number of this reader's own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, select

from consult.comments.models import SEEN, SPLIT, Comment, CommentCount, CommentReaction
from consult.comments.ordering import by_number
from consult.comments.rows import LISTED, PUBLISHED, shown
from consult.comments.rules import Stance, State
from consult.core.db import db
from consult.core.paging import read_place

MOST_SKIPPED = 50
EQUALS = 200
"""Among how many equals a reader's own order chooses."""
MOST_COUNTED = 1000
"""How many of a reader's reactions are looked at, the latest; who made more reads “1,000+”."""
_PRIME = 1_000_003
_SEEN: ColumnElement[int] = literal_column(SEEN)
_SPLIT: ColumnElement[int] = literal_column(SPLIT)


@dataclass(frozen=True, slots=True)
class Card:
    """The next comment to judge (None at the end), and how many (or `more`) of how many judged."""

    row: Any
    seen: int
    total: int
    more: bool = False


def next_card(amendment_id: int, person_id: int, skipped: Sequence[int] = ()) -> Card:
    """Return the next card of somebody's round, in a few statements."""
    first, last = _span(amendment_id)
    seen, total, more = _progress(amendment_id, person_id, first, last)
    left = _left(amendment_id, person_id, skipped)
    query = select(_SEEN.label("seen"), _SPLIT.label("split")).where(*left)
    level = db.session.execute(query.order_by(_SEEN, _SPLIT, Comment.id).limit(1)).first()
    if level is None:
        return Card(None, sum(seen.values()), total, more)
    equal = [*left, level.seen == _SEEN, level.split == _SPLIT]
    number = _chosen(equal, _turn(first, last, person_id), person_id, seen)
    row = db.session.execute(shown(person_id).where(Comment.id == number)).first()
    return Card(row, sum(seen.values()), total, more)


def _round(amendment_id: int) -> list[Any]:
    """Return what belongs to a round: published comments; replies say little alone."""
    return [Comment.amendment_id == amendment_id, LISTED, Comment.root_id.is_(None), PUBLISHED]


def _left(amendment_id: int, person_id: int, skipped: Sequence[int]) -> list[Any]:
    """Return what is still to be judged: comments of others on which this reader said nothing."""
    mine = and_(CommentReaction.comment_id == Comment.id, CommentReaction.person_id == person_id)
    others = Comment.author_id != person_id
    left = [*_round(amendment_id), others, ~exists().where(mine).correlate(Comment)]
    return [*left, Comment.id.not_in(skipped)] if skipped else left


def _progress(
    amendment_id: int, person_id: int, first: int, last: int
) -> tuple[dict[str, int], int, bool]:
    """Return how many of each stance were judged, how many there are, and whether it was more.

    Read are the reader's latest reactions and own comments and the counts kept, never all comments.
    """
    # A subquery for each reaction, asked once: as a join PostgreSQL reads the whole amendment.
    stance = select(Comment.stance).where(
        Comment.id == CommentReaction.comment_id, *_round(amendment_id)
    )
    mine = (
        select(stance.correlate(CommentReaction).scalar_subquery().label("stance"))
        .where(CommentReaction.person_id == person_id)
        .where(CommentReaction.comment_id.between(first, last))
        .order_by(CommentReaction.comment_id.desc())
        .limit(MOST_COUNTED)
        .subquery()
    )
    rows = db.session.execute(select(mine.c.stance, func.count()).group_by(mine.c.stance)).all()
    judged = {str(stance): int(count) for stance, count in rows if stance is not None}
    more = sum(count for _stance, count in rows) >= MOST_COUNTED
    kept = select(func.coalesce(func.sum(CommentCount.count), 0)).where(
        CommentCount.amendment_id == amendment_id,
        CommentCount.kind.in_(list(Stance)),
        CommentCount.state == State.PUBLISHED,
    )
    # The sum keeps SQLite from reading the whole amendment for what its author's index has.
    here = Comment.amendment_id + 0 == amendment_id
    own = select(func.count()).where(
        Comment.author_id == person_id, here, *_round(amendment_id)[1:]
    )
    total, written = db.session.execute(select(kept.scalar_subquery(), own.scalar_subquery())).one()
    return judged, max(int(total) - int(written), sum(judged.values())), more


def _span(amendment_id: int) -> tuple[int, int]:
    """Return the first and the last comment of an amendment that stand by themselves."""
    roots = select(Comment.id).where(LISTED, Comment.root_id.is_(None)).limit(1)
    first, last = (
        by_number(roots, Comment.amendment_id, amendment_id, None, newest=newest).scalar_subquery()
        for newest in (False, True)
    )
    least, most = db.session.execute(select(first, last)).one()
    return least or 0, most or 0


def _turn(first: int, last: int, person_id: int) -> int:
    """Return the number from which this reader's part of the equals begins."""
    return first + (last - first) * _step(person_id) // _PRIME


def _chosen(equal: Sequence[Any], turn: int, person_id: int, seen: dict[str, int]) -> int | None:
    """Choose among the equals from a number on, and from the first one where these are too few."""
    query = select(Comment.id, Comment.stance).where(*equal).order_by(Comment.id)
    found = list(db.session.execute(query.where(Comment.id >= turn).limit(EQUALS)))
    if len(found) < EQUALS:
        found += db.session.execute(query.where(Comment.id < turn).limit(EQUALS - len(found)))
    step = _step(person_id)

    def place(row: Any) -> tuple[int, int, int]:
        return seen.get(row.stance, 0), row.id % _PRIME * step % _PRIME, row.id

    return min(found, key=place).id if found else None


def _step(person_id: int) -> int:
    """Return a number of this reader's own, below the prime."""
    digest = hashlib.blake2b(str(person_id).encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest) % (_PRIME - 1)


def skipped_in(text: str | None) -> list[int]:
    """Return the comments that an address says were passed by for now, the last ones only."""
    numbers = (text or "").split("_")[-MOST_SKIPPED:]
    place = read_place("_".join(numbers), len(numbers))
    return list(place or ())
