"""What was brought in before, and where new submissions may stand: all that a file is held to."""

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import depth
from consult.consultations.models import Amendment, Consultation, Revision
from consult.consultations.whole import NUMBER_OF_WHOLE
from consult.core.db import db
from consult.imports.bulk_screening import Known
from consult.imports.models import ImportedPerson, ImportedSubmission

AT_ONCE = 500


@dataclass(eq=False, slots=True)
class Place:
    """An amendment that submissions may speak of; the whole draft has no id until it is made."""

    id: int | None
    number: str
    whole: bool = False
    published: list[datetime] = field(default_factory=list)

    def revision_at(self, moment: datetime) -> int:
        """Return which revision was in force: the first for whatever came before them all."""
        return max(1, bisect_right(self.published, moment))


@dataclass(frozen=True, slots=True)
class Stored:
    """A submission that is here: its comment, and the digests of what it said and says."""

    comment_id: int
    digests: tuple[bytes, ...]


@dataclass(slots=True)
class Above:
    """A stored comment that new ones reply to; a root has depth 0."""

    id: int
    root_id: int
    parent_id: int | None
    place: Place
    depth: int


@dataclass
class Brought:
    """The submissions, people and places of a consultation, as they are before an import."""

    home: Consultation
    refs: dict[str, Stored]
    people: dict[str, Known]
    places: dict[str, Place]
    whole: Place
    count: int

    def place(self, number: str) -> Place | None:
        """Return the amendment with a number; none given means the whole draft."""
        if not number:
            return self.whole
        asked = self.whole if number == NUMBER_OF_WHOLE else None
        return self.places.get(number.casefold(), asked)

    def above(self, refs: Collection[str]) -> dict[str, Above]:
        """Return the stored comments that these references stand for."""
        ids = {ref: self.refs[ref].comment_id for ref in refs if ref in self.refs}
        found = self._comments(ids.values())
        return {ref: found[key] for ref, key in ids.items() if key in found}

    def parent_of(self, one: Above) -> Above:
        """Return the stored comment that a stored reply answers."""
        return self._comments([one.parent_id or one.root_id])[one.parent_id or one.root_id]

    def _comments(self, ids: Iterable[int]) -> dict[int, Above]:
        by_key = {place.id: place for place in (*self.places.values(), self.whole)}
        columns = (Comment.id, Comment.root_id, Comment.parent_id, Comment.amendment_id)
        return {
            row.id: Above(
                row.id,
                row.root_id or row.id,
                row.parent_id,
                by_key[row.amendment_id],
                depth(row.parent_id, row.root_id),
            )
            for some in portions(ids)
            for row in db.session.execute(select(*columns).where(Comment.id.in_(some)))
        }


def digest(body: str) -> bytes:
    """Return what stands for a text in memory."""
    return hashlib.blake2b(body.encode(), digest_size=12).digest()


def portions(several: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield some hundreds at a time: a statement takes only so many."""
    ordered = sorted(set(several))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def brought_to(home: Consultation, one: tuple[str, str] | None = None) -> Brought:
    """Return what a consultation has; with `one` only what concerns this reference and author."""
    places = {place.number.casefold(): place for place in _places(home.id)}
    whole = next((place for place in places.values() if place.whole), None)
    return Brought(
        home,
        refs=_refs(home.id, one[0] if one else None),
        people=_people(home.id, one[1] if one else None),
        places=places,
        whole=whole or Place(None, NUMBER_OF_WHOLE, whole=True),
        count=brought_count(home.id) + people_count(home.id),
    )


def brought_count(consultation_id: int) -> int:
    """Count the submissions that were brought in."""
    here = ImportedSubmission.consultation_id == consultation_id
    return db.session.scalar(select(func.count()).where(here)) or 0


def people_count(consultation_id: int) -> int:
    """Count the people who were brought in: the next one has the next number."""
    here = ImportedPerson.consultation_id == consultation_id
    return db.session.scalar(select(func.count()).where(here)) or 0


def _places(consultation_id: int) -> list[Place]:
    rows = db.session.execute(
        select(Amendment.id, Amendment.number, Amendment.whole, Revision.published_at)
        .join(Revision, Revision.amendment_id == Amendment.id)
        .where(Amendment.consultation_id == consultation_id, Revision.published_at.is_not(None))
        .order_by(Amendment.id, Revision.number)
    )
    found: dict[int, Place] = {}
    for key, number, whole, published in rows:
        place = found.setdefault(key, Place(key, number, whole))
        place.published += [published] if published else []
    return list(found.values())


def _refs(consultation_id: int, ref: str | None) -> dict[str, Stored]:
    query = (
        select(ImportedSubmission.ref, ImportedSubmission.comment_id, Comment.body)
        .add_columns(Comment.original)
        .join(Comment, Comment.id == ImportedSubmission.comment_id)
        .where(ImportedSubmission.consultation_id == consultation_id)
    )
    if ref is not None:
        query = query.where(ImportedSubmission.ref == ref)
    return {
        ref: Stored(key, tuple(digest(text) for text in (body, original) if text is not None))
        for ref, key, body, original in _streamed(query)
    }


def _people(consultation_id: int, ref: str | None) -> dict[str, Known]:
    query = (
        select(ImportedPerson.ref, Account.id, Account.created_at)
        .join(Account, Account.id == ImportedPerson.account_id)
        .where(ImportedPerson.consultation_id == consultation_id)
    )
    if ref is not None:
        query = query.where(ImportedPerson.ref == ref)
    return {row[0]: Known(row[1], row[2]) for row in _streamed(query)}


def _streamed(query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    return iter(db.session.connection().execute(query, execution_options={"yield_per": 1000}))
