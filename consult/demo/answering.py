"""The official answers of the demo, given at the dates that its file names."""

from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Account
from consult.comments.answering import ShownAnswer, set_answer
from consult.comments.models import Comment
from consult.core.db import db
from consult.responses.models import Answer
from consult.responses.rules import State


def answer_comments(
    given: list[dict[str, Any]], comments: dict[str, Comment], official: Account, now: datetime
) -> None:
    """Answer the comments that the file names, as the official of the demo."""
    for one in given:
        comment, at = comments[one["comment"]], now - timedelta(days=one["days_ago"])
        said = {name: one[name] for name in ("disposition", "reasons", "language")}
        db.session.add(
            Answer(
                consultation_id=comment.consultation_id,
                amendment_id=comment.amendment_id,
                comment_id=comment.id,
                state=State.PUBLISHED,
                revision=comment.revision,
                author_id=official.id,
                created_at=at,
                saved_at=at,
                published_at=at,
                **said,
            )
        )
        shown = ShownAnswer(
            **said, revision=comment.revision, at=at, corrected_at=None, writers={official.id}
        )
        set_answer(comment, shown)
