"""Opinion groups as a page tells them: each comment, its text, what each group makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.analysis.found import CommentFound, OpinionFound, Votes
from consult.analysis.queries import published_texts

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Said:
    """A published comment, cut if long, and the votes of each group; `agrees` where it is typical.

    `agrees` says by which answer the comment represents a group, None where it is not shown so.
    """

    id: int
    language: str
    text: str
    votes: tuple[Votes, ...]
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The groups with what represents each, what most agree on, and what divides."""

    found: OpinionFound
    typical: list[list[Said]]
    agreed: list[Said]
    dividing: list[Said]


def told(found: OpinionFound) -> Told:
    """Return what a page shows; comments that are no longer published are left out."""
    agreed, dividing = found.agreed_by_most(), found.dividing()
    named = {one.comment_id for one in (*agreed, *dividing)}
    named |= {one.comment_id for group in found.typical for one in group}
    texts = published_texts(named)
    votes = {one.comment_id: one.votes for one in found.comments}

    def said(number: int, agrees: bool | None = None) -> Said:
        row = texts[number]
        text = _short(row.body or row.suggested or "")
        return Said(number, row.language, text, votes[number], agrees)

    def listed(comments: Sequence[CommentFound]) -> list[Said]:
        return [said(one.comment_id) for one in comments if one.comment_id in texts]

    typical = [
        [said(one.comment_id, one.agrees) for one in group if one.comment_id in texts]
        for group in found.typical
    ]
    return Told(found, typical, listed(agreed), listed(dividing))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def shares(votes: Votes) -> list[tuple[str, Any, Any]]:
    """Return the parts of a bar from 0 to 100: what they say, where they begin, how wide."""
    passes = votes.seen - votes.agrees - votes.disagrees
    parts, begin = [], 0.0
    for name, count in (
        ("support", votes.agrees),
        ("oppose", votes.disagrees),
        ("abstain", passes),
    ):
        width = 100 * count / max(votes.seen, 1)
        parts.append((name, round(begin, 2), round(width, 2)))
        begin += width
    return parts
