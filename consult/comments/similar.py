"""Published comments that say nearly what somebody is about to send, so that they may agree.

Likeness is rapidfuzz's ratio of the folded texts (the share of letters that a longest common
subsequence keeps, in hundredths). At 85 two of about fifty letters differ in a word; texts that
say the opposite in the same words come to 84 and less, and only comments of the same stance are
looked at anyway. A text of fewer than 30 letters ("yes", "I agree") says too little to ask for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from sqlalchemy import and_, bindparam, func, select

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment, CommentReaction
from consult.comments.rows import LISTED
from consult.comments.rules import State
from consult.core.db import db

LIKE_ENOUGH = 85
SHORTEST = 30
MOST_READ = 10_000
MOST_SHOWN = 3
_ROOM = 10
"""How many letters of punctuation a text may lose when it is folded, on top of a tenth."""


@dataclass(frozen=True, slots=True)
class Alike:
    """How many people said nearly this, and the few comments of theirs most agreed with."""

    people: int = 0
    nearest: Sequence[Any] = ()


def alike(body: str, others: Iterable[Any]) -> Alike:
    """Return who said nearly this among rows with `body`, `author_id` and `agrees`.

    Texts that are the same once folded are shown once, by the comment most agreed with.
    """
    asked, rows = default_process(body), list(others)
    if len(asked) < SHORTEST:
        return Alike()
    folded = [default_process(row.body) for row in rows]
    found = process.extract(
        asked, folded, scorer=fuzz.ratio, processor=None, score_cutoff=LIKE_ENOUGH, limit=None
    )
    near = [(rows[place], text) for text, _score, place in found]
    near.sort(key=lambda one: (one[0].agrees, one[0].id), reverse=True)
    different = {text: row for row, text in reversed(near)}
    best = sorted(different.values(), key=lambda row: (row.agrees, row.id), reverse=True)
    return Alike(len({row.author_id for row, _text in near}), best[:MOST_SHOWN])


# Made once, and of the thousands that are compared only what comparing needs is read.
_COMPARED = (
    select(Comment.id, Comment.body, Comment.author_id, Comment.agrees)
    .where(
        Comment.amendment_id == bindparam("amendment"),
        Comment.stance == bindparam("stance"),
        LISTED,
        Comment.root_id.is_(None),
        Comment.state == State.PUBLISHED,
        Comment.author_id != bindparam("reader"),
        func.length(Comment.body).between(bindparam("least"), bindparam("most")),
    )
    .order_by(Comment.score.desc(), Comment.id.desc())
    .limit(MOST_READ)
)


def alike_under(amendment_id: int, reader_id: int | None, *, body: str, stance: str) -> Alike:
    """Return who said nearly this under an amendment, of the same stance.

    The comments most agreed with and the latest come first, 10,000 at most, and only those of
    about the same length: no other can be like enough.
    """
    size = len(body)
    if size < SHORTEST:
        return Alike()
    least, most = least_and_most(size)
    asked = {"amendment": amendment_id, "reader": reader_id, "stance": stance}
    lengths = {"least": least, "most": most}
    rows = db.session.connection().execute(_COMPARED, asked | lengths).all()
    found = alike(body, rows)
    if not found.people:
        return found
    return Alike(found.people, _in_full([row.id for row in found.nearest], reader_id))


def _in_full(numbers: Sequence[int], reader_id: int | None) -> Sequence[Any]:
    """Return the few that are shown with all that is shown of them, in this order."""
    mine = and_(CommentReaction.comment_id == Comment.id, CommentReaction.person_id == reader_id)
    rows = db.session.execute(
        select(
            *(getattr(Comment, name) for name in ("id", "body", "author_id", "agrees")),
            *(Comment.language, Comment.created_at, CommentReaction.value.label("reaction")),
            name_shown().label("author"),
        )
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(CommentReaction, mine)
        .where(Comment.id.in_(numbers))
    )
    by_number = {row.id: row for row in rows}
    return [by_number[number] for number in numbers if number in by_number]


def least_and_most(size: int) -> tuple[int, int]:
    """Return between which lengths a text can be like enough to one of this length.

    The ratio is 2 x kept / (one + other), and no more is kept than the shorter one has.
    """
    widest = (200 - LIKE_ENOUGH) / LIKE_ENOUGH
    return int(size * 0.9 / widest) - _ROOM, int(size / 0.9 * widest) + _ROOM
