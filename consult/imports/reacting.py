"""Storing imported reactions: a few statements for all of them, and counters by recount.

Safe beside readers who react meanwhile: a comment's row is locked before it is recounted, as
comments/reacting.py locks it, so its counters always equal the reactions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, update

from consult.comments.models import Comment, CommentReaction
from consult.comments.reacting import ask_for_groups
from consult.comments.rules import strength
from consult.consultations.actions import touch
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db, upsert
from consult.imports.models import ImportedPerson, ImportedSubmission
from consult.imports.people import add_people
from consult.imports.reaction_rows import Pair, Reacted
from consult.ledger.events import Event
from consult.ledger.log import record

AT_ONCE = 500

_comments = cast(Table, Comment.__table__)
_reactions = cast(Table, CommentReaction.__table__)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many reactions were new, changed, and as they stood."""

    added: int
    changed: int
    same: int


def import_reactions(consultation: Consultation, latest: Mapping[Pair, Reacted]) -> Stored:
    """Store what is newer than what there is; done twice, the second time changes nothing."""
    _lock(consultation.id)
    comments = comments_by_ref(consultation.id)
    people = _people(consultation, {author for _submission, author in latest})
    before = _reactions_before(consultation.id)
    added, rows = 0, []
    for (submission, author), one in latest.items():
        key = (comments[submission], people[author])
        old = before.get(key)
        if old is None or one.at > old:
            added += old is None
            rows.append((*key, one.value, one.at))
    if rows:
        _put(sorted(rows))
        _recount(sorted({row[0] for row in rows}))
        stored = Stored(added, len(rows) - added, len(latest) - len(rows))
        _tell(consultation, stored)
        return stored
    return Stored(0, 0, len(latest))


def would_import(consultation: Consultation, latest: Mapping[Pair, Reacted]) -> Stored:
    """Return what storing these reactions would do; nothing is written."""
    comments, people = comments_by_ref(consultation.id), _known_people(consultation.id)
    before = _reactions_before(consultation.id)
    added = changed = 0
    for (submission, author), one in latest.items():
        old = before.get((comments[submission], people.get(author, 0)))
        added += old is None
        changed += old is not None and one.at > old
    return Stored(added, changed, len(latest) - added - changed)


def comments_by_ref(consultation_id: int) -> dict[str, int]:
    """Return the comments that came from other channels by the names their files gave them."""
    rows = db.session.execute(
        select(ImportedSubmission.ref, ImportedSubmission.comment_id).where(
            ImportedSubmission.consultation_id == consultation_id
        )
    )
    return {row.ref: row.comment_id for row in rows}


def _lock(consultation_id: int) -> None:
    """Let no other import of this consultation run meanwhile; readers go on."""
    one = select(Consultation.id).where(Consultation.id == consultation_id)
    db.session.execute(one.with_for_update(key_share=True))


def _people(consultation: Consultation, authors: set[str]) -> dict[str, int]:
    """Return the accounts of these authors; who sent nothing yet gets one now."""
    known = _known_people(consultation.id)
    new = sorted(authors - known.keys())
    return known | add_people(consultation.id, dict.fromkeys(new, consultation.authoritative))


def _known_people(consultation_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(ImportedPerson.ref, ImportedPerson.account_id).where(
            ImportedPerson.consultation_id == consultation_id
        )
    )
    return {row.ref: row.account_id for row in rows}


def _reactions_before(consultation_id: int) -> dict[tuple[int, int], Any]:
    """Return when imported people reacted to what; nobody else can change these."""
    own = select(ImportedPerson.account_id).where(ImportedPerson.consultation_id == consultation_id)
    rows = db.session.execute(
        select(CommentReaction.comment_id, CommentReaction.person_id, CommentReaction.at).where(
            CommentReaction.person_id.in_(own)
        )
    )
    return {(row.comment_id, row.person_id): row.at for row in rows}


def _put(rows: Sequence[tuple[Any, ...]]) -> None:
    statement = upsert(_reactions)
    new = {"value": statement.excluded["value"], "at": statement.excluded["at"]}
    statement = statement.on_conflict_do_update(
        index_elements=["comment_id", "person_id"], set_=new
    )
    names = ("comment_id", "person_id", "value", "at")
    db.session.connection().execute(statement, [dict(zip(names, r, strict=True)) for r in rows])


def _recount(comments: Sequence[int]) -> None:
    """Count anew what these comments got, set their strength where no groups do, tell the pages."""
    amendments = set[int]()
    for some in _parts(comments):
        chosen = _comments.c.id.in_(some)
        db.session.execute(
            select(_comments.c.id)
            .where(chosen)
            .order_by(_comments.c.id)
            .with_for_update(key_share=True)
        )
        db.session.execute(update(_comments).where(chosen).values(_counted()))
        amendments |= _set_strengths(some)
    for amendment_id in sorted(amendments):
        touch(amendment_id)
        ask_for_groups(amendment_id)


def _counted() -> dict[str, Any]:
    own = _reactions.c.comment_id == _comments.c.id

    def number(value: int) -> Any:
        return select(func.count()).where(own, _reactions.c.value == value).scalar_subquery()

    score = select(func.coalesce(func.sum(_reactions.c.value), 0)).where(own).scalar_subquery()
    return {"agrees": number(1), "disagrees": number(-1), "passes": number(0), "score": score}


def _set_strengths(comments: Sequence[int]) -> set[int]:
    """Set the Wilson bound where no opinion groups say how strong; return the amendments."""
    columns = (Comment.id, Comment.amendment_id, Comment.agrees, Comment.disagrees)
    rows = db.session.execute(
        select(*columns, Amendment.groups_at)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .where(Comment.id.in_(comments))
    ).all()
    strong = [
        {"comment": row.id, "strong": strength(row.agrees, row.disagrees)}
        for row in rows
        if row.groups_at is None
    ]
    if strong:
        one = update(_comments).where(_comments.c.id == bindparam("comment"))
        db.session.connection().execute(one.values(strength=bindparam("strong")), strong)
    db.session.expire_all()
    return {row.amendment_id for row in rows}


def _parts(comments: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(comments), AT_ONCE):
        yield comments[start : start + AT_ONCE]


def _tell(consultation: Consultation, stored: Stored) -> None:
    record(
        Event.REACTIONS_IMPORTED,
        f"consultation:{consultation.id}",
        consultation_id=consultation.id,
        added=stored.added,
        changed=stored.changed,
    )
