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
from sqlalchemy import and_, select

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment, CommentReaction
from consult.comments.near import near_comments
from consult.core.db import db

LIKE_ENOUGH = 85
SHORTEST = 30
MOST_SHOWN = 3


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


def alike_under(amendment_id: int, reader_id: int | None, *, body: str, stance: str) -> Alike:
    """Return who said nearly this under an amendment, of the same stance.

    Only the latest 500 that share a hash of the text's sketch are compared (see near.py). Of texts
    in which a word or two were changed, added or left out and that are like enough, that finds at
    least 95 in a hundred; tests/comments/test_near.py measures it.
    """
    if len(body) < SHORTEST:
        return Alike()
    found = alike(body, near_comments(amendment_id, reader_id, body=body, stance=stance))
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
