"""One comment stored by the driver itself: the statements of the ordinary path, in the same order.

It is for a comment that replies to nothing, speaks of no clause and waits for nobody. The rules are
asked by whoever calls; here is what the database says and is told. See docs/decisions/0008.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NamedTuple, cast

from sqlalchemy import Table

from consult.accounts.rules import Reader
from consult.comments import near, places, queries, repeats
from consult.comments.counting import moving
from consult.comments.models import Comment, CommentCount
from consult.comments.near import Near
from consult.comments.passages import About
from consult.comments.places import OpenPhase, Place
from consult.comments.repeats import Own, Sent
from consult.comments.writing import AN_HOUR, DOUBLE_CLICK, INSERT, NO_COLUMNS, Written
from consult.consultations.actions import TOUCH
from consult.core import clock
from consult.core.hot import Hot, Statement, Write

_columns = cast(Table, Comment.__table__).columns
_USUAL = {
    one.name: cast(Any, one.default).arg
    for one in _columns
    if one.default is not None and one.default.is_scalar
}
"""What a new comment has in the columns that nobody mentions."""
_MENTIONED = {one.name for one in fields(Written)} - NO_COLUMNS
_COUNTED = ("amendment_id", "kind", "state", "count")


class Statements:
    """The statements in the words of the driver in use."""

    def __init__(self, hot: Hot) -> None:
        engine, small = hot.engine, hot.is_sqlite
        self.asked = Statement(engine, places.WRITER_AND_PLACE)
        self.own = Statement(engine, repeats.OWN)
        self.near = Statement(engine, near.near(small))
        self.phases = Statement(engine, places.LOCKED_PHASES)
        self.author = Statement(engine, queries.HERE)
        self.before = Statement(engine, queries.BEFORE)
        insert = INSERT.inline() if small else INSERT.returning(_columns.id)
        self.insert = Statement(engine, insert, list(dict.fromkeys([*_MENTIONED, *_USUAL])))
        self.count = Statement(engine, moving(CommentCount, engine.dialect.name), _COUNTED)
        self.touch = Statement(engine, TOUCH)


class Locked(NamedTuple):
    """What is read under the locks: the phases, the same text sent before, and the pace."""

    phases: Sequence[OpenPhase]
    again: int | None
    written: int


class Storing:
    """The transaction in which a comment is stored, step by step."""

    def __init__(self, hot: Hot, words: Statements, write: Write) -> None:
        self._hot, self._words, self._write = hot, words, write
        self.now = clock.now()

    def writer_and_place(self, digest: str, slug: str, number: str) -> tuple[Reader, Place] | None:
        """Return who writes where; None for a session that is over, or no such amendment."""
        asked = {"digest": digest, "slug": slug, "amendment_number": number}
        asked["now"] = self._hot.moment(self.now)
        rows = self._write.run(self._words.asked, asked).fetchall()
        return places.writer_and_place(rows) if rows else None

    def texts(self, sent: Sent, amendment_id: int, stance: str) -> tuple[list[Own], list[Near]]:
        """Return the author's other texts, and those of others that may be near-copies."""
        small = self._hot.is_sqlite
        asked = near.near_values(amendment_id, sent.author_id, sent.body, stance, small=small)
        if asked is None:
            return [], []
        own = self._write.run(self._words.own, repeats.own_values(sent))
        others = self._write.run(self._words.near, asked)
        return [Own(*row) for row in own.fetchall()], [Near(*row) for row in others.fetchall()]

    def locked(self, comment: Written) -> Locked | None:
        """Lock phases and author, then look what they sent before; None for who left.

        The last statement reads as of after the locks, although all three travel together.
        """
        self._write.take_turn()
        asked = {"consultation": comment.consultation_id}
        phases = self._write.run(self._words.phases, asked)
        author = self._write.run(self._words.author, {"person": comment.author_id})
        place = (comment.author_id, comment.amendment_id, None)
        said = queries.before_values(*place, comment.body, About())
        since, an_hour_ago = self.now - DOUBLE_CLICK, self.now - AN_HOUR
        said["since"], said["an_hour_ago"] = map(self._hot.moment, (since, an_hour_ago))
        before = self._write.run(self._words.before, said)
        if author.fetchone() is None:
            return None
        again, written = before.fetchone()
        return Locked(places.phases_of(phases.fetchall()), again, written)

    def store(self, comment: Written) -> int:
        """Store the comment, count it, say that its page changed, and commit."""
        told = {"created_at": self._hot.moment(comment.created_at), "held_for": json.dumps([])}
        stored = self._write.run(self._words.insert, _USUAL | comment.columns() | told)
        counted = (comment.amendment_id, comment.stance, comment.state, 1)
        self._write.run(self._words.count, dict(zip(_COUNTED, counted, strict=True)))
        self._write.end_with(self._words.touch, {"amendment": comment.amendment_id})
        return int(stored.lastrowid if self._hot.is_sqlite else stored.fetchone()[0])
