"""What an edited comment said before: its changes, the latest first, each as a word diff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from consult.comments.masking import MASK
from consult.comments.models import Comment, CommentEdit
from consult.comments.rules import PER_PAGE, edits_silently
from consult.consultations.diff import Run, paragraphs, word_diff
from consult.core import clock
from consult.core.db import db
from consult.core.paging import read_place, write_place


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: when, from which stance to which, and the words deleted and inserted.

    Where nothing of it differs, only the mark of a question was set or taken away (`marks`).
    """

    at: datetime
    visible: bool
    stances: tuple[str | None, str | None]
    changes: list[list[Run]]
    suggested: list[list[Run]]
    marks: bool


@dataclass(frozen=True, slots=True)
class History:
    """A page of changes; `first` is what the comment said at the beginning, on the last page."""

    edits: Sequence[Edit]
    first: CommentEdit | None
    after: str | None


def history_of(comment: Comment, *, everything: bool, after: str | None = None) -> History:
    """Return a page of a comment's changes; those that left no mark only where asked for all."""
    place = read_place(after, 1)
    query = select(CommentEdit).where(CommentEdit.comment_id == comment.id)
    if not everything:
        query = query.where(CommentEdit.visible)
    if place:
        query = query.where(CommentEdit.id <= place[0])
    found = list(db.session.scalars(query.order_by(CommentEdit.id.desc()).limit(PER_PAGE + 2)))
    # A further page begins with the text that the page before it ended with.
    newer: Any = found.pop(0) if place and found else comment
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    edits = [_edit(old, new) for old, new in zip(shown, [newer, *shown], strict=False)]
    if more:
        return History(edits, None, write_place(shown[-1].id))
    return History(edits, shown[-1] if shown else None, None)


def _edit(old: CommentEdit, new: Any) -> Edit:
    return Edit(
        old.replaced_at,
        old.visible,
        (old.stance, new.stance),
        _changed(old.body, new.body),
        _changed(old.suggested, new.suggested),
        # Two texts may also be the same because what differed was masked.
        MASK not in old.body and _said(old) == _said(new),
    )


def _said(one: Any) -> tuple[str, str | None, str | None]:
    return one.body, one.stance, one.suggested


def _changed(old: str | None, new: str | None) -> list[list[Run]]:
    return paragraphs(word_diff(old or "", new or "")) if old or new else []


def leaves_no_mark(comment: Comment) -> bool:
    """Tell whether an edit made now is silent."""
    answers = comment.agrees + comment.disagrees + comment.passes + comment.replies
    answers += comment.answered_at is not None
    return edits_silently(comment.state, clock.now() - comment.created_at, answers)


def last_edited_at(comment: Comment) -> datetime | None:
    """Return when a comment was last edited, with or without a mark."""
    latest = select(func.max(CommentEdit.replaced_at))
    return db.session.scalar(latest.where(CommentEdit.comment_id == comment.id))
