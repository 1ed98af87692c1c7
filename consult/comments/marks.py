"""What one reader has on one amendment's page, in a single statement: vote, reactions, own texts.

It is plain SQL, the same for both databases, since a hot page asks it for every reader.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Dialect, select

from consult.accounts.rules import Reader
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.core.db import db
from consult.core.direct import Direct
from consult.votes.queries import tally_in_words
from consult.votes.tally import TallyView

MOST_WAITING = 3

_MARKS = """
SELECT 0, a.id, a.pseudonym, v.choice, v.revision, m.version, c.version,
  (SELECT count(*) FROM role_grants g WHERE g.account_id = a.id),
  CASE WHEN a.suspended_until > {p} THEN 1 ELSE 0 END
FROM sessions s JOIN accounts a ON a.id = s.account_id
  JOIN amendments m ON m.id = {amendment} JOIN consultations c ON c.id = m.consultation_id
  LEFT JOIN votes v ON v.amendment_id = {amendment} AND v.voter_id = a.id
WHERE s.digest = {p} AND s.expires_at > {p}
UNION ALL
SELECT 1, r.comment_id, '', '', r.value, 0, 0, 0, 0
FROM sessions s JOIN reactions r ON r.person_id = s.account_id
WHERE s.digest = {p} AND r.comment_id IN ({shown})
UNION ALL
SELECT 2, o.id, '', '', 0, 0, 0, 0, 0
FROM sessions s JOIN comments o ON o.author_id = s.account_id
WHERE s.digest = {p} AND o.id IN ({shown})
UNION ALL
SELECT 3, w.id, w.why, '', 0, 0, 0, 0, 0 FROM (
  SELECT o.id, CAST(o.held_for AS TEXT) AS why
  FROM sessions s JOIN comments o ON o.author_id = s.account_id
  WHERE s.digest = {p} AND o.amendment_id = {amendment} AND o.state = 'held'
  ORDER BY o.id DESC LIMIT {most}
) AS w
"""

_TALLY = """
UNION ALL
SELECT 4, t.revision, t.choice, '', t.number, CASE WHEN t.verified THEN 1 ELSE 0 END, 0, 0, 0
FROM ({tally}) AS t
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment of the reader that a moderator must look at."""

    id: int
    held_for: list[str]


@dataclass(frozen=True, slots=True)
class Marks:
    """A reader's own on a page: empty for whoever has nothing there, and for visitors."""

    choice: str | None = None
    revision: int | None = None
    reactions: dict[int, int] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    waiting: Sequence[Waiting] = ()


NONE = Marks()


@dataclass(frozen=True, slots=True)
class Found:
    """Who reads, the stamp of the page at this moment, and their marks on it."""

    reader_id: int
    pseudonym: str
    stamp: tuple[int, int, int]
    plain: bool
    marks: Marks
    tally: TallyView


def question(amendment_id: int, shown: Collection[int], placeholder: str) -> str:
    """Return the statement for an amendment and the comments on its page."""
    numbers = ",".join(str(int(one)) for one in sorted(shown)) or "0"
    return _MARKS.format(
        p=placeholder, amendment=int(amendment_id), shown=numbers, most=MOST_WAITING
    )


def values(digest: str, sqlite: bool) -> tuple[Any, ...]:
    """Return what goes into its places."""
    now: Any = clock.now()
    if sqlite:
        now = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    return (now, digest, now, digest, digest, digest)


def found_in(rows: Sequence[Any], amendment_id: int) -> Found | None:
    """Return what the statement found; None for a session that is over."""
    who, reactions, own, waiting, cells = None, {}, [], [], []
    for row in rows:
        kind = row[0]
        if kind == 0:
            who = row
        elif kind == 1:
            reactions[row[1]] = row[4]
        elif kind == 2:
            own.append(row[1])
        elif kind == 4:
            cells.append((row[1], row[5], row[2], row[4]))
        else:
            waiting.append(Waiting(row[1], json.loads(row[2])))
    if who is None:
        return None
    waiting.sort(key=lambda one: one.id)
    marks = Marks(who[3], who[4], reactions, frozenset(own), waiting)
    plain = not who[7] and not who[8]
    stamp = (amendment_id, who[5], who[6])
    return Found(who[1], who[2], stamp, plain, marks, TallyView.of(cells))


def ask_directly(direct: Direct, sql: str, digest: str, amendment_id: int) -> Found | None:
    """Ask without a session of the database; for readers that Flask never sees."""
    return found_in(direct.rows(sql, values(digest, direct.is_sqlite)), amendment_id)


def marks_of(
    reader: Reader, amendment_id: int, shown: Collection[int]
) -> tuple[Marks, TallyView | None]:
    """Return the marks of a reader, and the tally with them; a visitor has none."""
    if reader.id is None:
        return NONE, None
    sqlite = db.engine.dialect.name == "sqlite"
    sql = question(amendment_id, shown, "?" if sqlite else "%s")
    sql += _tally(db.engine.dialect).format(amendment=int(amendment_id))
    rows = db.session.connection().exec_driver_sql(sql, values(reader.session, sqlite)).all()
    found = found_in(rows, amendment_id)
    return (found.marks, found.tally) if found else (NONE, None)


@cache
def _tally(dialect: Dialect) -> str:
    """Return the part of the statement that counts the votes: it saves one of its own."""
    return _TALLY.format(tally=tally_in_words("{amendment}", dialect))


def stamp_of(amendment_id: int) -> tuple[int, int, int] | None:
    """Return what grows with every change of an amendment's page: its version, and the draft's."""
    row = db.session.execute(
        select(Amendment.id, Amendment.version, Consultation.version)
        .join(Consultation, Consultation.id == Amendment.consultation_id)
        .where(Amendment.id == amendment_id)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None
