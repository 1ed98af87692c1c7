"""After a revision every comment on a clause moves with its words, or is set aside: a job."""

from typing import Any

from sqlalchemy import select

from consult.comments.counting import count_on_clause
from consult.comments.models import Comment
from consult.comments.passages import ASIDE, anchor_of
from consult.comments.rules import State
from consult.comments.suggestions import own_suggestion
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.consultations.queries import wordings_of
from consult.core.db import db
from consult.core.jobs import enqueue, job

BATCH = 500


@job("comments-anchor")
def anchor_comments(payload: dict[str, Any]) -> None:
    """Find the words again that comments quote; the next batch is a job of its own.

    The rows are locked before any count, as everywhere. Run twice it changes nothing more.
    """
    amendment = db.session.get_one(Amendment, int(payload["amendment"]))
    wordings = wordings_of(amendment, amendment.revision)
    found = db.session.scalars(
        select(Comment)
        .where(Comment.amendment_id == amendment.id, Comment.clause.is_not(None))
        .where(Comment.id > int(payload["after"]))
        .order_by(Comment.id)
        .limit(BATCH)
        .with_for_update(key_share=True)
    ).all()
    for comment in found:
        quote = comment.quote or {}
        wording = wordings.get(quote.get("language", ""))
        if wording and comment.clause and quote["revision"] != amendment.revision:
            old = comment.clause.partition(ASIDE)[0]
            here = anchor_of(old, quote, amendment.revision, wording)
            _move(comment, here.key, f"{old}{ASIDE}{quote['revision']}")
    touch(amendment.id)
    if len(found) == BATCH:
        again = {"amendment": amendment.id, "after": found[-1].id}
        key = f"comments-anchor-{amendment.id}-{amendment.revision}-{found[-1].id}"
        enqueue("comments-anchor", again, key=key)


def _move(comment: Comment, key: str | None, aside: str) -> None:
    """Put a comment under another clause, or aside where its words, or its place, are gone."""
    if key is None or (key != comment.clause and _taken(comment, key)):
        key = aside
    if key == comment.clause:
        return
    count_on_clause(comment, comment.state, State.WITHDRAWN)
    comment.clause = key
    db.session.flush()
    count_on_clause(comment, None, comment.state)


def _taken(comment: Comment, key: str) -> bool:
    """Tell whether its author has a suggestion on that clause already."""
    if comment.suggestion is None or comment.state == State.WITHDRAWN:
        return False
    return own_suggestion(comment.amendment_id, comment.author_id, key) is not None
