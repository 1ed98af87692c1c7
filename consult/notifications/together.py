"""Messages to authors after many decisions at once: one each, once they can no longer be undone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.letters import write_to
from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core import jobs
from consult.core.db import db
from consult.moderation.models import Decision
from consult.moderation.rules import Action
from consult.moderation.words import SUBJECTS
from consult.notifications.delivery import address_of, appeal_values, decision_values, tell_of


@jobs.job("tell-authors")
def tell_authors(payload: dict[str, Any]) -> None:
    """Tell each author of a batch what was decided, in one message however many comments.

    Nobody is told about a decision that was undone, or a comment that its author withdrew.
    """
    decided: dict[int, list[tuple[Decision, Comment]]] = {}
    for decision, comment in _decided(payload["batch"]):
        if Action(decision.action) in SUBJECTS and comment.author.email:
            decided.setdefault(comment.author_id, []).append((decision, comment))
    for several in decided.values():
        _tell(several)


def _decided(batch: int) -> Sequence[Any]:
    query = (
        select(Decision, Comment)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Decision.batch_id == batch, Decision.undone_at.is_(None))
        .where(Comment.state != State.WITHDRAWN)
        .options(joinedload(Comment.author), joinedload(Comment.amendment))
        .options(joinedload(Comment.consultation))
        .order_by(Decision.id)
    )
    return db.session.execute(query).all()


def _tell(several: Sequence[tuple[Decision, Comment]]) -> None:
    if len(several) == 1:
        tell_of(*several[0])
        return
    decision, comment = several[0]
    author = comment.author
    write_to(
        author,
        "moderation_decisions",
        **decision_values(decision),
        comments=[_said(one, about, author) for one, about in several],
    )


def _said(decision: Decision, comment: Comment, author: Account) -> dict[str, Any]:
    return {
        "number": comment.amendment.number,
        "body": comment.body,
        "link": address_of(comment, author, comment.consultation),
        **appeal_values(decision, author.language),
    }
