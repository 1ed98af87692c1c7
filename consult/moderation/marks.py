"""What the desk is shown of a comment's text: what the screening found in it, and can be masked."""

from consult.comments.admission import hits_under
from consult.comments.found import Piece, lines_under
from consult.comments.models import Comment
from consult.consultations.desk_rules import DeskRules


def lines_of(comment: Comment, rules: DeskRules, most: int | None = None) -> list[list[Piece]]:
    """Return a comment's text with personal data, links and listed words marked, by whomever.

    `most` characters of it at the most: a list shows how a text begins.
    """
    text = comment.body if most is None or len(comment.body) <= most else f"{comment.body[:most]}…"
    return lines_under(rules, text, new_account=True)


def found_in(comment: Comment, rules: DeskRules) -> list[tuple[str, str, str]]:
    """Return what can be masked with one press: the span as forms send it, the words, the kind."""
    text = comment.body
    spans = {(hit.start, hit.end, hit.kind) for hit in hits_under(rules, text, new_account=True)}
    return [(f"{start}-{end}", text[start:end], kind) for start, end, kind in sorted(spans)]
