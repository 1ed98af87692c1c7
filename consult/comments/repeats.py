"""A text that was sent before: by the same author to other places, or by many other people.

The first is flooding, the second a campaign. Both hold a text where the consultation's thresholds
say so; neither says that it is worth less.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from consult.comments.copies import (
    marks_to_find,
    nearly_the_same,
    rows_of,
    sketch_of,
    words_of,
)
from consult.comments.models import Comment
from consult.comments.near import MOST, candidates
from consult.comments.rules import State
from consult.consultations.desk_rules import DeskRules
from consult.core.db import db

FLOODING = "flooding"
CAMPAIGN = "campaign"
READ_FOR_EACH = 4
"""How many texts that share words are compared for each that must be a copy."""
FEWEST_READ = 40
MOST_OWN = 500
"""How many of somebody's own texts are looked at, the latest."""

# Made once, for it runs for every text that anybody sends; the index of authors has the order.
OWN = (
    select(Comment.body, Comment.suggested, Comment.terms)
    .where(
        Comment.author_id == bindparam("author"),
        Comment.consultation_id + 0 == bindparam("consultation"),
        Comment.id != bindparam("editing"),
        Comment.state != State.WITHDRAWN,
    )
    .order_by(Comment.id.desc())
    .limit(MOST_OWN)
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that was sent, where and by whom; `editing` is the comment that it replaces."""

    consultation_id: int
    author_id: int | None
    body: str
    suggested: str | None = None
    editing: int | None = None

    @property
    def text(self) -> str:
        """Return all that was written."""
        return _whole(self.body, self.suggested)


class Own(NamedTuple):
    """A text of the same author, as OWN finds it."""

    body: str
    suggested: str | None
    terms: str


def reasons(sent: Sent, rules: DeskRules, own: Iterable[Any] | None = None) -> list[str]:
    """Return whether a text floods, or belongs to a campaign that is to be held.

    A text of a few words says too little to be a copy and is never held for it. `own` are rows
    like Own, where the author's texts were read already.
    """
    marks = marks_to_find(sent.body)
    if not marks:
        return []
    floods = False
    if sent.author_id:
        texts = _own(sent) if own is None else own
        floods = _copies(sent, texts, marks, rules.flood_copies) >= rules.flood_copies
    of_many = rules.hold_campaigns and _is_of_many(sent, rules)
    return [FLOODING] * floods + [CAMPAIGN] * of_many


def same(one: str, other: str) -> bool:
    """Tell whether two texts say nearly the same; short ones must say it in the same words."""
    rows, others = rows_of(one), rows_of(other)
    if rows and others:
        return nearly_the_same(rows, others)
    return words_of(one) == words_of(other)


def own_values(sent: Sent) -> dict[str, Any]:
    """Return what OWN is asked."""
    place = {"author": sent.author_id, "consultation": sent.consultation_id}
    return {**place, "editing": sent.editing or 0}


def _own(sent: Sent) -> Iterable[Any]:
    return db.session.connection().execute(OWN, own_values(sent))


def _copies(sent: Sent, rows: Iterable[Any], marks: list[str], enough: int) -> int:
    """Return how many other comments of the author say nearly the same, counted up to enough."""
    wanted = set(marks)
    near = (row for row in rows if not wanted.isdisjoint(row.terms.split()))
    most = max(FEWEST_READ, READ_FOR_EACH * enough)
    return sum(1 for _row in islice(_like(sent, islice(near, most)), enough))


def _is_of_many(sent: Sent, rules: DeskRules) -> bool:
    """Tell whether so many people as make a campaign say nearly the same, the author among them."""
    people = {sent.author_id}
    for author in authors_of_copies(sent):
        people.add(author)
        if len(people) >= rules.campaign_people:
            return True
    return False


def authors_of_copies(sent: Sent) -> Iterator[int]:
    """Yield who sent nearly the same, some of them more than once, the newest first."""
    sketch = sketch_of(rows_of(sent.body))
    if sketch:
        near = Comment.id.in_(candidates(sent.consultation_id, sketch))
        rows = db.session.execute(_others(sent, MOST).where(near))
        yield from (row.author_id for row in _like(sent, rows))


def texts_of_author(consultation_id: int, author_id: int) -> Iterator[str]:
    """Yield what somebody wrote here, the latest first, 500 texts at most."""
    for row in _own(Sent(consultation_id, author_id, "")):
        yield _whole(row.body, row.suggested)


def _others(sent: Sent, most: int) -> Any:
    """Select the other texts of the consultation, the newest first, withdrawn ones excepted.

    Consultation and order are asked for so that no index knows them: the database is to begin
    with the author or with the words, not to read all texts of a consultation.
    """
    return (
        select(Comment.author_id, Comment.body, Comment.suggested)
        .where(
            Comment.consultation_id + 0 == sent.consultation_id,
            Comment.id != (sent.editing or 0),
            Comment.state != State.WITHDRAWN,
        )
        .order_by((Comment.id + 0).desc())
        .limit(most)
    )


def _like(sent: Sent, rows: Iterable[Any]) -> Iterator[Any]:
    for row in rows:
        if same(sent.text, _whole(row.body, row.suggested)):
            yield row


def _whole(body: str, suggested: str | None) -> str:
    return f"{body}\n\n{suggested or ''}"
