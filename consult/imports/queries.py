"""Every read of imports: waiting uploads, and what a plan would do to what there is."""

import re
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sqlalchemy import select

from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.queries import amendments_of, the_consultation
from consult.consultations.rules import State
from consult.core import gate
from consult.core.db import db
from consult.core.errors import Conflict, Missing
from consult.core.words import lazy
from consult.imports.models import ImportDraft
from consult.imports.plans import Plan, Planned

LAW = "law"
"""What an upload may be."""
_KEY = re.compile(r"[\w-]{20,60}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a plan does: to which consultation (None: a new one), and to which amendments."""

    consultation: Consultation | None
    known: dict[str, Amendment]
    created: list[str]
    updated: list[str]
    untouched: list[str]


def the_draft(key: str, account_id: int, kind: str = LAW) -> ImportDraft:
    """Load somebody's own upload of a kind, or raise Missing."""
    draft = db.session.get(ImportDraft, key) if _KEY.match(key) else None
    if draft is None or draft.account_id != account_id or draft.content.get("kind", LAW) != kind:
        raise Missing
    return draft


def consultation_called(slug: str) -> Consultation | None:
    """Return the consultation with this short name, if there is one."""
    try:
        return the_consultation(slug)
    except Missing:
        return None


def draft_called(slug: str) -> Consultation | None:
    """Return the draft to extend, or None where a new one is to be made; Conflict if published."""
    found = consultation_called(slug)
    if found is not None and found.state != State.DRAFT:
        raise Conflict(
            lazy("The consultation with this short name is published; its texts stay as they are."),
            lazy("Choose another short name to make a new draft."),
            field="slug",
        )
    return found


def lock(slug: str) -> None:
    """Let no other import touch the consultation with this short name; forget what was read.

    The row alone would not do: a consultation that is about to be made has none.
    """
    gate.shut(gate.IMPORTING, crc32(slug.encode()) >> 1)
    db.session.execute(select(Consultation.id).where(Consultation.slug == slug).with_for_update())
    db.session.expire_all()


def effect_of(plan: Plan) -> Effect:
    """Return what the plan would do as things stand now; Conflict if published."""
    home = draft_called(plan.slug)
    here = amendments_of(home) if home else ()
    known = {one.number.casefold(): one for one in here if not one.whole}
    texts = _wordings_in(home, plan.language) if home else {}
    created = [one.number for one in plan.amendments if one.key not in known]
    updated = [
        one.number
        for one in plan.amendments
        if one.key in known and not _same(one, texts.get(known[one.key].id))
    ]
    named = {one.key for one in plan.amendments}
    untouched = [amendment.number for key, amendment in known.items() if key not in named]
    return Effect(home, known, created, updated, untouched)


_TEXTS = ("element", "title", "current", "proposed", "rationale")


def _wordings_in(consultation: Consultation, language: str) -> dict[int, Any]:
    """Return the texts in force by amendment; their diffs are not needed."""
    found = db.session.execute(
        select(Wording.amendment_id, *(getattr(Wording, name) for name in _TEXTS))
        .join(Amendment, Amendment.id == Wording.amendment_id)
        .where(
            Amendment.consultation_id == consultation.id,
            Wording.revision == Amendment.revision,
            Wording.language == language,
        )
    )
    return {row.amendment_id: row for row in found}


def _same(planned: Planned, texts: Any) -> bool:
    return texts is not None and all(
        getattr(planned, name) == getattr(texts, name) for name in _TEXTS
    )
