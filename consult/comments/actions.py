"""Every write of comments: write, edit, withdraw, react, and the one place that changes a state."""

from datetime import datetime

from consult.comments.models import Comment, CommentCount, kind_of
from consult.comments.queries import ancestors, lock
from consult.comments.rules import MOVES, State, is_listed
from consult.consultations.actions import touch
from consult.core import clock
from consult.core.db import db, upsert
from consult.core.errors import Conflict
from consult.core.words import lazy


def change_state(
    comment: Comment, state: State, *, ground: str | None = None, decided: bool = False
) -> None:
    """Move a comment to another state with all that hangs on it; Conflict where it may not go.

    `ground` and `decided` (a moderator decided it) describe the new state and replace the old.
    Rows are locked upwards, comment, parent, root, counts, amendment, so nobody waits in a circle.
    """
    before = State(lock(comment).state)
    if state not in MOVES[before]:
        raise Conflict(lazy("The state of this comment does not allow this any more."))
    comment.state, comment.ground = state, ground
    comment.decided_at = clock.now() if decided else None
    comment.waiting_since = _waiting_since(comment)
    comment.version += 1
    if state == State.WITHDRAWN:
        comment.open_reports = 0
    relist(comment)
    count(comment, {before: -1, state: 1})
    touch(comment.amendment_id)


def _waiting_since(comment: Comment) -> datetime | None:
    if comment.state == State.HELD:
        return comment.waiting_since or clock.now()
    return None


def relist(comment: Comment) -> None:
    """Say whether the thread shows a comment, and tell those above how many replies they have.

    A root counts all listed replies of its thread, a reply only those to itself. Without listed
    replies nothing needs the stone of a withdrawn comment, so losing one may unlist those above.
    """
    step = _relisted(comment)
    thread = step
    for ancestor in ancestors(comment) if step else ():
        if ancestor.root_id is None:
            ancestor.replies += thread
            _relisted(ancestor)
        else:
            ancestor.replies += step
            step = _relisted(ancestor)
            thread += step
    db.session.flush()


def _relisted(comment: Comment) -> int:
    """Set `listed` and return the step: 1 when it came, -1 when it went, 0 else."""
    before = bool(comment.listed)
    comment.listed = is_listed(comment.state, comment.replies)
    return comment.listed - before


def count(comment: Comment, steps: dict[State, int]) -> None:
    """Move the counts of the amendment, in one order for everybody."""
    for state in sorted(steps):
        row = {"amendment_id": comment.amendment_id, "kind": kind_of(comment), "state": state}
        db.session.execute(
            upsert(CommentCount)
            .values(**row, count=steps[state])
            .on_conflict_do_update(
                index_elements=list(row), set_={"count": CommentCount.count + steps[state]}
            )
        )
