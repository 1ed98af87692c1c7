"""Published suggestions that ask for nearly the same, so that somebody may agree instead.

Two suggestions are alike when they do the same with the same clause and what they insert and what
they delete is alike: a whole wording says too little, for 120 deputies and 99 differ in one word.
Short changes must be the same once folded, longer ones as like as comments must be. Where the
changes differ, nearly the same reason of the same stance is enough: the wording is shown beside
the question.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from sqlalchemy import and_, select

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment, CommentReaction
from consult.comments.passages import About, Suggestion, suggested_runs
from consult.comments.rows import LISTED
from consult.comments.rules import State
from consult.comments.similar import LIKE_ENOUGH, MOST_SHOWN, SHORTEST, Alike
from consult.consultations.diff import Mark
from consult.core.db import db

MOST_READ = 2_000
MOST_COMPARED = 300
"""How many different wordings are compared change by change, the most alike as a whole first."""


def alike_suggestions(about: About, body: str, stance: str | None, others: Iterable[Any]) -> Alike:
    """Return who suggested nearly this, among suggestions of the same kind for the same clause.

    `others` are rows with `quote`, `suggested`, `body`, `stance`, `author_id` and `agrees`; the
    same wording is shown once, by the suggestion most agreed with.
    """
    rows = sorted(others, key=lambda row: (row.agrees, row.id), reverse=True)
    wordings, reason = _alike_wordings(about, rows), default_process(body)
    near = [
        row
        for row in rows
        if row.suggested in wordings
        or (row.stance == stance and len(reason) >= SHORTEST and _alike(reason, row.body))
    ]
    different = {row.suggested: row for row in reversed(near)}
    best = sorted(different.values(), key=lambda row: (row.agrees, row.id), reverse=True)
    return Alike(len({row.author_id for row in near}), best[:MOST_SHOWN])


def _alike_wordings(about: About, rows: list[Any]) -> set[str | None]:
    """Return which of the suggested wordings change nearly the same."""
    if about.suggestion in {Suggestion.KEEP, Suggestion.DELETE}:
        return {row.suggested for row in rows}
    own, clauses = about.suggested or "", {row.suggested: row.quote["exact"] for row in rows}
    nearest = process.extract(
        own, list(clauses), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH / 2, limit=MOST_COMPARED
    )
    change = _change((about.quote or {})["exact"], about.suggestion or "", own)
    return {
        other
        for other, _score, _place in nearest
        if all(
            _alike(one, two)
            for one, two in zip(
                change, _change(clauses[other], about.suggestion or "", other), strict=True
            )
        )
    }


@lru_cache(maxsize=1024)
def _change(clause: str, kind: str, suggested: str) -> tuple[str, str]:
    """Return the words that a suggestion deletes and those that it inserts."""
    runs = [run for part in suggested_runs(clause, kind, suggested) for run in part]
    gone, new = (
        " ".join(run.text for run in runs if run.mark is mark)
        for mark in (Mark.DELETE, Mark.INSERT)
    )
    return gone, new


def _alike(one: str, other: str) -> bool:
    one, other = default_process(one), default_process(other)
    if one == other:
        return True
    return len(one) >= SHORTEST and fuzz.ratio(one, other) >= LIKE_ENOUGH


def suggested_alike(
    amendment_id: int, reader_id: int | None, about: About, *, body: str, stance: str | None
) -> Alike:
    """Return who suggested nearly this for a clause of an amendment; one statement."""
    mine = and_(CommentReaction.comment_id == Comment.id, CommentReaction.person_id == reader_id)
    shown = ("id", "body", "stance", "author_id", "agrees", "language", "created_at")
    rows = db.session.execute(
        select(
            *(getattr(Comment, name) for name in shown),
            *(Comment.clause, Comment.quote, Comment.suggestion, Comment.suggested),
            *(CommentReaction.value.label("reaction"), name_shown().label("author")),
        )
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(CommentReaction, mine)
        .where(
            Comment.amendment_id == amendment_id,
            Comment.clause == about.clause,
            Comment.suggestion == about.suggestion,
            LISTED,
            Comment.root_id.is_(None),
            Comment.state == State.PUBLISHED,
            Comment.author_id != reader_id,
        )
        .order_by(Comment.score.desc(), Comment.id.desc())
        .limit(MOST_READ)
    )
    return alike_suggestions(about, body, stance, rows)
