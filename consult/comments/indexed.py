"""What the index of words holds of a comment, and from which of its columns that is made."""

from typing import Any

from consult.comments.copies import marks_of_text
from consult.comments.terms import marks_of, terms_of

SEARCHED = (
    *("amendment_id", "author_id", "stance", "language", "clause"),
    *("suggestion", "answered_at", "body", "suggested"),
)


def searched(comment: Any) -> str:
    """Return the terms of a comment: its marks, its text, and the wording it suggests."""
    marks = " ".join([*marks_of(comment), *marks_of_text(comment.body)])
    return f"{marks} {terms_of(comment.body)} {terms_of(comment.suggested or '')}".rstrip()
