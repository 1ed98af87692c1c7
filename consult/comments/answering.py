"""What the published official answer does to its comment: shown, counted, never edited silently.

The answers themselves are written by the feature that stands above this one; here is its only way
to a comment, or to many that are answered by one answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from consult.comments.counting import Steps, answered_place, count_answered, move_counts
from consult.comments.gathering import change
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.comments.terms import WITH_ANSWER
from consult.consultations.actions import touch
from consult.core.db import db


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What everybody reads of an answer, and for moderation alone who wrote it.

    `argument` says of which argument it is the answer: its number, title and language; `changed`
    which clauses of which revisions were changed after it.
    """

    disposition: str
    reasons: str
    language: str
    revision: int
    at: datetime
    corrected_at: datetime | None
    writers: Collection[int]
    argument: dict[str, Any] | None = None
    changed: Sequence[tuple[int, str]] = ()

    @property
    def said(self) -> dict[str, Any]:
        """Return what is kept beside the comment."""
        kept = {
            "disposition": str(self.disposition),
            "reasons": self.reasons,
            "language": self.language,
            "revision": self.revision,
        }
        more = {"argument": self.argument, "changed": [list(one) for one in self.changed]}
        return kept | {name: value for name, value in more.items() if value}


def set_answer(comment: Comment, answer: ShownAnswer) -> None:
    """Show an answer, new or corrected, under a published comment whose row is locked.

    The version grows, so that a moderator or the author with an open form hears of the answer.
    """
    first = comment.answered_at is None
    comment.answered_at, comment.corrected_at = answer.at, answer.corrected_at
    comment.answer = answer.said
    comment.answered_by = sorted({*(comment.answered_by or []), *answer.writers})
    comment.version += 1
    db.session.flush()
    if first:
        count_answered(comment, None, State.PUBLISHED)
    touch(comment.amendment_id)


def set_answers(rows: Sequence[Any], answer: ShownAnswer) -> None:
    """Show one answer below many locked comments of an amendment, in a few statements.

    Also below those that are hidden or held now: they show it once they are published again. A
    correction is marked where the comment was answered before it, not where it joined later.
    """
    marked = Comment.terms + f" {WITH_ANSWER}"
    first = {"answered_at": answer.at, "terms": marked}
    alike: dict[tuple[bool, datetime | None, tuple[int, ...]], list[int]] = defaultdict(list)
    for row in rows:
        writers = tuple(sorted({*(row.answered_by or ()), *answer.writers}))
        since, corrected = row.answered_at or answer.at, answer.corrected_at
        alike[
            row.answered_at is None,
            corrected if corrected and since < corrected else None,
            writers,
        ].append(row.id)
    for (is_new, corrected, writers), numbers in alike.items():
        said = {"answer": answer.said, "corrected_at": corrected} | (first if is_new else {})
        change(numbers, **said, answered_by=list(writers), version=Comment.version + 1)
    new = [row for row in rows if row.answered_at is None]
    _count(new, 1)
    _touch(rows)


def take_answers(rows: Sequence[Any]) -> None:
    """Take the answer away from locked comments that it was not about: they wait for one again.

    Who answered them stays known: they still do not moderate them.
    """
    answered = [row for row in rows if row.answered_at is not None]
    unmarked = func.trim(func.replace(Comment.terms + " ", f" {WITH_ANSWER} ", " "))
    nothing = dict.fromkeys(("answer", "answered_at", "corrected_at"))
    change([row.id for row in answered], **nothing, terms=unmarked)
    _count(answered, -1)
    _touch(answered)


def _count(rows: Sequence[Any], step: int) -> None:
    steps: Steps = Counter()
    for row in rows:
        if row.state == State.PUBLISHED:
            steps[answered_place(row)] += step
    move_counts(steps)


def _touch(rows: Sequence[Any]) -> None:
    for amendment_id in sorted({row.amendment_id for row in rows}):
        touch(amendment_id)
