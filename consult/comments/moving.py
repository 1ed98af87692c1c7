"""Moving a comment with its thread to another amendment of the same consultation."""

from collections import Counter

from sqlalchemy import select

from consult.comments.counting import Steps, move_counts, steps_between
from consult.comments.gathering import recount
from consult.comments.locking import lock_all
from consult.comments.models import Comment
from consult.comments.reacting import ask_for_groups
from consult.comments.rules import strength
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.words import lazy


def lock_thread(root_id: int) -> list[Comment]:
    """Lock a comment and all replies below it, the newest first.

    Whoever replies holds the row that is replied to, so once all are locked none is added. One
    that came just before is locked too, but not waited for: its writer may wait for this thread.
    """
    rows = lock_all(_thread(root_id))
    late = set(_thread(root_id)) - set(rows)
    if late:
        rows |= lock_all(late, wait=False)
    if not late <= set(rows):
        raise Conflict(lazy("Somebody is replying to this comment just now."))
    return [rows[number] for number in sorted(rows)]


def _thread(root_id: int) -> list[int]:
    thread = (Comment.id == root_id) | (Comment.root_id == root_id)
    return list(db.session.scalars(select(Comment.id).where(thread)))


def move_thread(thread: list[Comment], target: Amendment) -> None:
    """Move a locked thread: its counts go along, reactions and answers stay.

    The clause, the quoted words and the suggestion are those of the other amendment; they are
    dropped, and so is an answer that was given to an argument there. The old address leads to the
    new one.
    """
    before = thread[0].amendment_id
    steps: Steps = Counter()
    arguments = {one.argument_id for one in thread if one.argument_id is not None}
    for comment in thread:
        for place, step in steps_between(comment, comment.state, None).items():
            steps[place] += step
        comment.moved_from, comment.amendment_id = before, target.id
        comment.revision = target.revision
        comment.clause = comment.quote = comment.suggestion = comment.suggested = None
        comment.original_suggested = None
        if comment.argument_id is not None:
            comment.argument_id = None
            comment.answer = comment.answered_at = comment.corrected_at = None
        comment.strength = strength(comment.agrees, comment.disagrees)
        comment.version += 1
        for place, step in steps_between(comment, None, comment.state).items():
            steps[place] += step
    db.session.flush()
    recount(arguments)
    move_counts(steps)
    for amendment_id in sorted({before, target.id}):
        touch(amendment_id)
        ask_for_groups(amendment_id)
