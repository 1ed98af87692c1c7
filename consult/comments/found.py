"""A text cut into pieces, so that a page can mark what the screening found in it."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from consult.comments.admission import hits_under
from consult.comments.models import Comment
from consult.comments.screen import Hit
from consult.consultations.desk_rules import DeskRules, rules_for


class Piece(NamedTuple):
    """Some characters of a line; `kind` is what the screening found there, empty for nothing."""

    text: str
    kind: str = ""


def found_in(comment: Comment) -> list[list[Piece]]:
    """Return a comment's text with personal data, links and listed words marked."""
    return lines_under(rules_for(comment.consultation_id), comment.body, new_account=True)


def found_in_wording(comment: Comment) -> list[list[Piece]]:
    """Return what was found in the wording that a comment suggests, each once, a line each."""
    rules = rules_for(comment.consultation_id)
    lines = lines_under(rules, comment.suggested or "", new_account=True)
    return [[piece] for piece in dict.fromkeys(chain.from_iterable(lines)) if piece.kind]


def lines_under(rules: DeskRules, text: str, *, new_account: bool) -> list[list[Piece]]:
    """Return a text with what is found under rules marked."""
    return marked_lines(text, hits_under(rules, text, new_account=new_account))


def marked_lines(text: str, hits: Iterable[Hit]) -> list[list[Piece]]:
    """Return the lines that are not empty, each cut into pieces that say what was found there.

    Hits may touch and overlap; where they do, the last one tells.
    """
    kinds = [""] * len(text)
    for hit in hits:
        kinds[hit.start : hit.end] = [hit.kind] * len(text[hit.start : hit.end])
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
