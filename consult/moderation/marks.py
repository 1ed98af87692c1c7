"""A comment's text cut into pieces, so that a page can mark what the screening found."""

from collections.abc import Iterable

from consult.comments.models import Comment
from consult.comments.screen import screen

Piece = tuple[str, bool]


def lines_of(comment: Comment) -> list[list[Piece]]:
    """Return a comment's text with personal data and links marked, whoever wrote it."""
    hits = screen(comment.body, new_account=True)
    return marked_lines(comment.body, [(hit.start, hit.end) for hit in hits])


def marked_lines(text: str, hits: Iterable[tuple[int, int]]) -> list[list[Piece]]:
    """Return the lines that are not empty, each cut into pieces that say whether they are a hit.

    `hits` are spans (start, end) in characters; they may touch and overlap.
    """
    inside = bytearray(len(text))
    for start, end in hits:
        inside[start:end] = b"\1" * len(text[start:end])
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(_pieces(line, inside[start : start + len(line)]))
        start += len(line) + 1
    return lines


def _pieces(line: str, inside: bytearray) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or inside[end] != inside[start]:
            pieces.append((line[start:end], bool(inside[start])))
            start = end
    return pieces
