"""The one place that changes the state of comments: of one, or of many in a few statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.comments.counting import Steps, move_counts, steps_between, tell_those_above
from consult.comments.gathering import recount
from consult.comments.locking import lock_with_ancestors
from consult.comments.models import Comment
from consult.comments.queries import lock
from consult.comments.rules import MOVES, State, is_listed
from consult.consultations.actions import touch
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict
from consult.core.words import lazy


def change_state(
    comment: Comment, state: State, *, ground: str | None = None, decided: bool = False
) -> None:
    """Move a comment to another state with all that hangs on it; Conflict where it may not go.

    `ground` and `decided` (a moderator decided it) describe the new state and replace the old.
    Rows are locked upwards, comment, parent, root, argument, counts, amendment, so nobody waits in
    a circle.
    """
    _change([(lock(comment), state)], {}, ground, decided)


def change_states(
    comments: Mapping[int, State], *, ground: str | None = None, decided: bool = False
) -> list[Comment]:
    """Move many comments, each to its state; return those rows, locked. Conflict as for one.

    What stands above a comment is older than it: rows are locked from the newest to the oldest, so
    this is the same direction for everybody.
    """
    rows = lock_with_ancestors(comments)
    moved = [rows[number] for number in sorted(comments, reverse=True) if number in rows]
    _change([(one, comments[one.id]) for one in moved], rows, ground, decided)
    return moved


def _change(
    moves: Sequence[tuple[Comment, State]],
    locked: Mapping[int, Comment],
    ground: str | None,
    decided: bool,
) -> None:
    steps: Steps = Counter()
    for comment, state in moves:
        before = State(comment.state)
        if state not in MOVES[before]:
            raise Conflict(lazy("The state of this comment does not allow this any more."))
        _enter(comment, state, ground, decided)
        _relist(comment, locked)
        steps.update(steps_between(comment, before, state))
    db.session.flush()
    recount({one.argument_id for one, _ in moves if one.argument_id is not None})
    move_counts(steps)
    for amendment_id in sorted({comment.amendment_id for comment, _ in moves}):
        touch(amendment_id)


def _enter(comment: Comment, state: State, ground: str | None, decided: bool) -> None:
    comment.state, comment.ground = state, ground
    comment.decided_at = clock.now() if decided else None
    comment.waiting_since = _waiting_since(comment, decided)
    comment.version += 1
    if state == State.WITHDRAWN:
        comment.open_reports, comment.reserved_for = 0, None


def _waiting_since(comment: Comment, decided: bool) -> datetime | None:
    """Return since when a moderator must look at it; an author's edit settles no report."""
    if comment.state == State.HELD:
        return comment.waiting_since or clock.now()
    reported = comment.open_reports > 0 and comment.state == State.PUBLISHED
    return comment.waiting_since if reported and not decided else None


def _relist(comment: Comment, locked: Mapping[int, Comment]) -> None:
    was = bool(comment.listed)
    comment.listed = is_listed(comment.state, comment.replies)
    tell_those_above(comment, comment.listed - was, locked)
