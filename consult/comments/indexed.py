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
    return searched_with(comment, text_searched(comment.body, comment.suggested))


def text_searched(body: str, suggested: str | None = None) -> str:
    """Return what texts alone give, whoever wrote them and wherever they stand."""
    marks = " ".join(marks_of_text(body))
    return f"{marks} {terms_of(body)} {terms_of(suggested or '')}".strip()


def searched_with(comment: Any, texts: str) -> str:
    """Return the terms of a comment whose texts gave `texts` already."""
    return f"{' '.join(marks_of(comment))} {texts}".rstrip()
