"""A text cut into pieces, so that a page can mark what the screening found and blur slurs."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from consult.comments.disguise import Words
from consult.comments.models import Comment
from consult.comments.screen import screen
from consult.consultations.desk_rules import DeskRules

LISTED = "word.listed"
"""The kind of a word of the consultation's list."""


class Piece(NamedTuple):
    """Some characters of a line; `kind` is what the screening found there, empty for nothing."""

    text: str
    kind: str = ""


def lines_of(comment: Comment, rules: DeskRules, most: int | None = None) -> list[list[Piece]]:
    """Return a comment's text with personal data, links and listed words marked, by whomever.

    `most` characters of it at the most: a list shows how a text begins.
    """
    text = comment.body if most is None or len(comment.body) <= most else f"{comment.body[:most]}…"
    return marked_lines(text, _hits(text, rules))


def found_in(comment: Comment, rules: DeskRules) -> list[tuple[str, str, str]]:
    """Return what can be masked with one press: the span as forms send it, the words, the kind."""
    text = comment.body
    hits = sorted(set(_hits(text, rules)))
    return [(f"{start}-{end}", text[start:end], kind) for start, end, kind in hits]


def _hits(text: str, rules: DeskRules) -> list[tuple[int, int, str]]:
    hits = [(hit.start, hit.end, hit.kind) for hit in screen(text, new_account=True)]
    words = _words(rules.words).find(text)
    return hits + [(found.start, found.end, LISTED) for found in words]


@lru_cache(maxsize=64)
def _words(entries: tuple[str, ...]) -> Words:
    """Return a list ready to be looked for: making it ready costs more than looking."""
    return Words(entries)


def marked_lines(text: str, hits: Iterable[tuple[int, int, str]]) -> list[list[Piece]]:
    """Return the lines that are not empty, each cut into pieces that say what was found there.

    `hits` are spans (start, end, kind) in characters; where they overlap the last one tells.
    """
    kinds = [""] * len(text)
    for start, end, kind in hits:
        kinds[start:end] = [kind] * len(text[start:end])
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(_pieces(line, kinds[start : start + len(line)]))
        start += len(line) + 1
    return lines


def _pieces(line: str, kinds: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or kinds[end] != kinds[start]:
            pieces.append(Piece(line[start:end], kinds[start]))
            start = end
    return pieces
