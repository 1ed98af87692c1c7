"""How a text would look and what would become of it, told before it is sent; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from consult.accounts.rules import Reader
from consult.comments.admission import check_stance, checked_body, is_new, reasons_to_hold
from consult.comments.found import Piece, lines_under
from consult.comments.models import Comment
from consult.comments.similar import Alike, alike_under
from consult.consultations.desk_rules import rules_for
from consult.consultations.models import Amendment
from consult.core import crypto, limits
from consult.core.errors import TooMany
from consult.core.links import settings

MOST_PREVIEWS = 200
MOST_DIFFS = 1000
"""How often somebody is shown what a suggestion changes; a live preview asks at every pause."""
PREVIEWS_COUNT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be published, why it would wait, and who said nearly the same."""

    body: str
    stance: str | None
    held_for: list[str]
    alike: Alike
    lines: Sequence[Sequence[Piece]] = ()
    """The text with what holds it marked; nothing where no passage does."""


def preview_of(
    amendment: Amendment,
    reader: Reader,
    *,
    body: str,
    stance: str | None,
    parent: Comment | None = None,
    ask: bool = True,
    **_rest: Any,
) -> Preview:
    """Look at a text as sending it would; replies and edits (`ask` false) are like nobody's."""
    body = checked_body(body)
    check_stance(stance, parent)
    held_for = reasons_to_hold(amendment.consultation, reader, body)
    near = Alike()
    if ask and stance is not None:
        near = alike_under(amendment.id, reader.id, body=body, stance=stance)
    return Preview(body, stance, held_for, near, _marked(amendment.consultation_id, reader, body))


def _marked(consultation_id: int, reader: Reader, body: str) -> Sequence[Sequence[Piece]]:
    rules = rules_for(consultation_id)
    lines = lines_under(rules, body, new_account=is_new(rules, reader.created_at))
    return lines if any(piece.kind for line in lines for piece in line) else ()


def count_preview(reader: Reader) -> None:
    """Count one preview; TooMany for somebody who asks for very many, as each costs a search."""
    _count("preview", reader, MOST_PREVIEWS, "body")


def count_diff(reader: Reader) -> None:
    """Count one look at what a suggestion changes; TooMany for somebody who asks for very many."""
    _count("diff", reader, MOST_DIFFS, "suggested")


def _count(what: str, reader: Reader, most: int, field: str) -> None:
    try:
        limits.check(what, reader.id, most=most, within=PREVIEWS_COUNT_FOR)
    except TooMany as refusal:
        refusal.field = field
        raise
    limits.count(what, reader.id)


def draft_key(reader: Reader) -> str:
    """Return under which name a device keeps somebody's drafts; it does not tell the account."""
    return draft_key_of(reader.id, settings().secret_key)


def draft_key_of(reader_id: int | None, secret_key: str) -> str:
    """Return the same outside the app, which knows its secret."""
    return crypto.sealed(f"draft:{reader_id}", secret_key)[:16]
