"""Masking words of a comment that is locked: in its text, its suggestion and all it said before."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.comments.masking import Span, masked, masked_everywhere, places_of, was
from consult.comments.models import Comment, CommentEdit
from consult.comments.rules import State
from consult.comments.screen import spans_to_mask
from consult.comments.states import change_state
from consult.consultations.actions import touch
from consult.core.db import db
from consult.core.errors import Invalid
from consult.core.words import lazy


def spans_of(comment: Comment, spans: Sequence[Span], passages: Sequence[str]) -> list[Span]:
    """Return what is to be masked: marked spans, and wherever a passage stands; Invalid if nothing.

    A passage may stand in the suggested wording alone.
    """
    found = list(spans)
    for passage in passages:
        here = places_of(passage, comment.body)
        if not here and not places_of(passage, comment.suggested or ""):
            message = lazy("These words do not stand in the text. Copy them from it.")
            raise Invalid(message, field="passages")
        found += here
    if not found and not passages:
        raise Invalid(lazy("Mark the words to be masked."), field="passages")
    return found


def redact(comment: Comment, spans: Sequence[Span], passages: Sequence[str]) -> list[str]:
    """Mask words of a comment whose row is locked, and publish it; return the words.

    What was written stays in `original`. The same words are masked in the suggested wording, where
    it stays in `original_suggested`, and in what the comment said before each edit; there personal
    data go too, marked or not, since nobody looks at old texts again. The quoted words of the
    amendment are official and stay.
    """
    words = [*dict.fromkeys([*(comment.body[start:end] for start, end in spans), *passages])]
    if not was(comment.original, comment.body):
        comment.original = comment.body
    comment.body = masked(comment.body, spans)
    if comment.suggested:
        if not was(comment.original_suggested, comment.suggested):
            comment.original_suggested = comment.suggested
        comment.suggested = masked_everywhere(comment.suggested, words)
    _mask_what_it_said(comment.id, words)
    _publish(comment)
    return words


def _mask_what_it_said(comment_id: int, words: Sequence[str]) -> None:
    for edit in db.session.scalars(select(CommentEdit).where(CommentEdit.comment_id == comment_id)):
        edit.body = _clean(edit.body, words)
        edit.suggested = _clean(edit.suggested, words) if edit.suggested else edit.suggested
    db.session.flush()


def _clean(text: str, words: Sequence[str]) -> str:
    text = masked_everywhere(text, words)
    return masked(text, [(start, end) for start, end, _kind in spans_to_mask(text)])


def _publish(comment: Comment) -> None:
    if comment.state == State.PUBLISHED:
        comment.version += 1
        db.session.flush()
        touch(comment.amendment_id)
    else:
        change_state(comment, State.PUBLISHED, decided=True)
