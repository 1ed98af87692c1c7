"""Every read of revisions: those in the history, and the draft of the next one."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from consult.consultations.comparison import TEXT_LABELS, texts_that_differ
from consult.consultations.models import Amendment, Consultation, Revision, Wording
from consult.consultations.queries import the_amendment, wordings_of
from consult.consultations.rules import State, fallback_order
from consult.core.db import db
from consult.core.errors import Missing


@dataclass(frozen=True, slots=True)
class Chosen:
    """Revisions of an amendment that somebody asks for."""

    amendment: Amendment
    revisions: tuple[Revision, ...]

    @property
    def consultation(self) -> Consultation:
        """Return the consultation, of which rules ask."""
        return self.amendment.consultation

    @property
    def is_public(self) -> bool:
        """Tell whether none of them is a draft."""
        return all(one.published_at is not None for one in self.revisions)


@dataclass(frozen=True, slots=True)
class Edited:
    """An amendment and the language in which an official edits it."""

    amendment: Amendment
    language: str

    @property
    def consultation(self) -> Consultation:
        """Return the consultation, of which rules ask."""
        return self.amendment.consultation


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history: a revision, and the texts that it changed in the reader's language."""

    revision: Revision
    changed: list[str]


@dataclass(frozen=True, slots=True)
class Workpiece:
    """What officials edit: the draft of the next revision, or the first one before publication."""

    number: int
    started: bool
    in_force: dict[str, Wording]
    wordings: dict[str, Wording]

    def mark(self, language: str) -> str:
        """Return a mark of one wording; it differs when anybody has changed it."""
        return _mark([self.number, language, _texts(self.wordings.get(language))])

    @property
    def whole_mark(self) -> str:
        """Return a mark of the wordings in all languages."""
        return _mark([self.number, [self.mark(one) for one in sorted(self.wordings)]])

    @property
    def changed(self) -> list[str]:
        """Return the languages in which it differs from the revision in force."""
        return [one for one, wording in self.wordings.items() if self._differs(one, wording)]

    def _differs(self, language: str, wording: Wording) -> bool:
        before = self.in_force.get(language)
        return before is None or bool(texts_that_differ(before, wording))


def _texts(wording: Wording | None) -> list[str]:
    return [getattr(wording, name) for name in sorted(TEXT_LABELS)] if wording else []


def _mark(values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def the_revision(slug: str, number: str, revision: int) -> Chosen:
    """Load one revision of an amendment, or raise Missing."""
    return _chosen(slug, number, (revision,))


def the_comparison(slug: str, number: str, older: int, newer: int) -> Chosen:
    """Load two revisions of an amendment, or raise Missing."""
    return _chosen(slug, number, (older, newer))


def _chosen(slug: str, number: str, numbers: tuple[int, ...]) -> Chosen:
    amendment = the_amendment(slug, number)
    if max(numbers) > amendment.revision + 1:
        raise Missing
    found = db.session.scalars(
        select(Revision).where(
            Revision.amendment_id == amendment.id, Revision.number.in_(set(numbers))
        )
    )
    have = {revision.number: revision for revision in found}
    if set(have) != set(numbers):
        raise Missing
    return Chosen(amendment, tuple(have[one] for one in numbers))


def the_edited(slug: str, number: str, language: str | None = None) -> Edited:
    """Load an amendment to edit it in one of the languages of its consultation."""
    amendment = the_amendment(slug, number)
    place = amendment.consultation
    if language is not None and language not in place.languages:
        raise Missing
    return Edited(amendment, language or place.authoritative)


def workpiece_of(amendment: Amendment) -> Workpiece:
    """Return what officials edit now, as it is stored at this moment."""
    if amendment.consultation.state == State.DRAFT:
        wordings = wordings_of(amendment, amendment.revision)
        return Workpiece(amendment.revision, True, {}, wordings)
    in_force = wordings_of(amendment, amendment.revision)
    started = draft_of(amendment) is not None
    number = amendment.revision + 1
    return Workpiece(
        number, started, in_force, wordings_of(amendment, number) if started else in_force
    )


def draft_of(amendment: Amendment) -> Revision | None:
    """Return the draft of the next revision, if somebody has begun one."""
    return db.session.scalar(
        select(Revision)
        .where(Revision.amendment_id == amendment.id, Revision.published_at.is_(None))
        .execution_options(populate_existing=True)
    )


def history_of(amendment: Amendment, language: str) -> list[Entry]:
    """Return the published revisions, the latest first, each with what it changed."""
    revisions = _published(amendment)
    wordings = [
        wording_in(amendment, have, language)
        for have in _wordings_by_revision(amendment, [one.number for one in revisions])
    ]
    changed = [texts_that_differ(old, new) for old, new in pairwise(wordings)]
    entries = [Entry(*pair) for pair in zip(revisions, [[], *changed], strict=True)]
    return entries[::-1]


def steps_between(chosen: Chosen) -> list[Revision]:
    """Return the revisions by which the text went from one to the other, the latest first."""
    first, last = sorted(one.number for one in chosen.revisions)
    steps = [one for one in _published(chosen.amendment) if first < one.number <= last]
    drafts = [one for one in chosen.revisions if one.published_at is None]
    return [*drafts, *reversed(steps)]


def _published(amendment: Amendment) -> Sequence[Revision]:
    return db.session.scalars(
        select(Revision)
        .where(Revision.amendment_id == amendment.id, Revision.published_at.is_not(None))
        .order_by(Revision.number)
    ).all()


def _wordings_by_revision(amendment: Amendment, numbers: Iterable[int]) -> list[dict[str, Wording]]:
    found: dict[int, dict[str, Wording]] = {number: {} for number in numbers}
    rows = db.session.scalars(
        select(Wording).where(Wording.amendment_id == amendment.id, Wording.revision.in_(found))
    )
    for wording in rows:
        found[wording.revision][wording.language] = wording
    return list(found.values())


def wording_in(amendment: Amendment, have: dict[str, Wording], language: str) -> Wording:
    """Return the wording in the reader's language, or the next best one."""
    for wish in fallback_order(language, amendment.consultation.authoritative, have):
        if wish in have:
            return have[wish]
    raise Missing


def wordings_to_compare(chosen: Chosen, language: str) -> tuple[Wording, Wording]:
    """Return the wordings of two revisions in one language that both have."""
    older, newer = (wordings_of(chosen.amendment, one.number) for one in chosen.revisions)
    both = older.keys() & newer.keys()
    for wish in fallback_order(language, chosen.consultation.authoritative, sorted(both)):
        if wish in both:
            return older[wish], newer[wish]
    raise Missing
