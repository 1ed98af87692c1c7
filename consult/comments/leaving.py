"""Taking back what somebody who leaves has written, one text at a time.

Each step is a transaction of its own: it locks one comment with what hangs on it, so that a person
who wrote hundreds keeps nobody waiting and never waits in a circle.
"""

from contextlib import suppress

from sqlalchemy import delete, select

from consult.accounts.rules import Reader
from consult.comments.actions import react, withdraw_comment
from consult.comments.models import Comment, CommentEdit, CommentReaction
from consult.comments.queries import comment_by_id
from consult.comments.rules import REACTION_VALUE, State
from consult.core.db import db
from consult.core.errors import Conflict


def erase_next_comment(person_id: int) -> int | None:
    """Withdraw one comment of somebody and erase its text; return its number, None for the last."""
    number = db.session.scalar(
        select(Comment.id)
        .where(Comment.author_id == person_id)
        .where((Comment.state != State.WITHDRAWN) | (Comment.body != ""))
        .order_by(Comment.id.desc())
        .limit(1)
    )
    if number is None:
        return None
    comment = comment_by_id(number)
    if comment.state != State.WITHDRAWN:
        withdraw_comment(comment)
    comment.body = comment.terms = ""
    comment.quote = comment.suggestion = comment.suggested = None
    comment.original = comment.original_suggested = None
    db.session.execute(delete(CommentEdit).where(CommentEdit.comment_id == number))
    return number


def take_next_reaction_back(person_id: int, after: int) -> int | None:
    """Take one reaction of somebody back, if reacting is still open; return where it stood."""
    found = db.session.execute(
        select(CommentReaction.comment_id, CommentReaction.value)
        .where(CommentReaction.person_id == person_id, CommentReaction.comment_id > after)
        .order_by(CommentReaction.comment_id)
        .limit(1)
    ).first()
    if found is None:
        return None
    the_same = next(name for name, value in REACTION_VALUE.items() if value == found.value)
    with suppress(Conflict):
        react(comment_by_id(found.comment_id), Reader(id=person_id), the_same)
    return int(found.comment_id)
