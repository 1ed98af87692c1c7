"""The one place that stores a new comment or reply: in few statements, made once.

Whatever is only computed comes before the first lock: others wait from there on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, insert

from consult.accounts.rules import Reader
from consult.comments import queries
from consult.comments.admission import (
    check_open,
    check_pace,
    check_parent,
    check_stance,
    checked_body,
    reasons_to_hold,
)
from consult.comments.counting import count, count_on_clause, tell_those_above
from consult.comments.models import Comment, kind_of, searched
from consult.comments.passages import About
from consult.comments.places import Place
from consult.comments.rules import State, is_listed
from consult.comments.suggestions import check_suggestion
from consult.consultations.actions import touch
from consult.consultations.models import Amendment
from consult.consultations.rules import Ability
from consult.core import clock
from consult.core.db import db
from consult.ledger.events import Event
from consult.ledger.log import record

DOUBLE_CLICK = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
INSERT = insert(cast(Table, Comment.__table__))
NOTHING = About()
NO_COLUMNS = {"id", "again"}


@dataclass
class Written:
    """A comment as it is stored; `again` says that it was already, and this is a double click."""

    consultation_id: int
    amendment_id: int
    revision: int
    author_id: int | None
    parent_id: int | None
    root_id: int | None
    stance: str | None
    language: str
    body: str
    clause: str | None
    quote: dict[str, Any] | None
    suggestion: str | None
    suggested: str | None
    state: str
    listed: bool
    held_for: list[str]
    waiting_since: datetime | None
    created_at: datetime
    terms: str = ""
    question: bool = False
    id: int = 0
    again: bool = False

    answered_at = None

    def columns(self) -> dict[str, Any]:
        """Return the values by the names of their columns."""
        return {name: value for name, value in vars(self).items() if name not in NO_COLUMNS}


def write_comment(
    amendment: Amendment | Place,
    reader: Reader,
    *,
    stance: str | None,
    body: str,
    language: str,
    parent: Comment | None = None,
    about: About | None = None,
    seen: int | None = None,
    question: bool = False,
) -> Written:
    """Write a comment, or a reply to a published one; screening decides whether it is held.

    `about` says which clause it speaks of and what it suggests; `seen` which revision the writer
    had before their eyes, for a page may stay open while a newer one is published; `question` that
    they ask the drafters. The same text sent twice within a minute is a double click and gives the
    same comment.
    """
    about, body = about or About(), checked_body(body)
    check_stance(stance, parent)
    held_for = reasons_to_hold(amendment.consultation, reader, body, about.suggested)
    comment = composed(
        amendment, reader, stance, body, language, parent=parent, about=about, seen=seen,
        held_for=held_for,
    )  # fmt: skip
    comment.question = question and parent is None
    if _may_be_stored(comment, amendment, about, parent):
        _store(comment)
    return comment


def composed(
    amendment: Amendment | Place,
    reader: Reader,
    stance: str | None,
    body: str,
    language: str,
    *,
    parent: Comment | None = None,
    about: About = NOTHING,
    seen: int | None = None,
    held_for: Sequence[str] = (),
) -> Written:
    """Return a comment as it is to be stored; what is only computed is done here."""
    now = clock.now()
    state = State.HELD if held_for else State.PUBLISHED
    comment = Written(
        consultation_id=amendment.consultation_id,
        amendment_id=amendment.id,
        revision=min(max(seen or amendment.revision, 1), amendment.revision),
        author_id=reader.id,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        stance=stance,
        language=language,
        body=body,
        **about.columns(),
        state=state,
        listed=is_listed(state, 0),
        held_for=list(held_for),
        waiting_since=now if held_for else None,
        created_at=now,
    )
    comment.terms = searched(comment)
    return comment


def _may_be_stored(
    comment: Written, amendment: Amendment | Place, about: About, parent: Comment | None
) -> bool:
    """Ask again under the locks; False where this very comment is stored already."""
    check_open(amendment.consultation, Ability.COMMENT)
    queries.lock_author(comment.author_id)
    now = comment.created_at
    place = (comment.author_id, comment.amendment_id, comment.parent_id)
    times = (now - DOUBLE_CLICK, now - AN_HOUR)
    sent, written = queries.sent_before(*place, comment.body, about, *times)
    if sent is not None:
        comment.id, comment.again = sent, True
        return False
    check_pace(written)
    if parent:
        check_parent(amendment, parent)
    if about.suggestion:
        check_suggestion(amendment, comment.author_id, about.clause)
    return True


def _store(comment: Written) -> None:
    stored = db.session.connection().execute(INSERT, comment.columns())
    key: Any = stored.inserted_primary_key
    comment.id = key[0]
    one = cast(Comment, comment)
    if comment.parent_id is not None:
        tell_those_above(one, int(comment.listed))
    count(comment.amendment_id, {(kind_of(one), comment.state): 1})
    count_on_clause(one, None, comment.state)
    if comment.held_for:
        subject = f"comment:{comment.id}"
        where = {"consultation_id": comment.consultation_id}
        record(Event.COMMENT_HELD, subject, **where, reasons=comment.held_for)
    touch(comment.amendment_id)
