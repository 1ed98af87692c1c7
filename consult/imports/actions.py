"""Every write of imports: keep an upload, confirm it, and make amendments of a table."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from consult.consultations import actions as consultations
from consult.consultations.models import Amendment, Chapter, Consultation
from consult.consultations.whole import give_way
from consult.core import clock, jobs
from consult.core.db import db
from consult.core.errors import Conflict, Missing
from consult.core.links import settings
from consult.core.text import clean_line
from consult.core.words import lazy
from consult.imports import queries
from consult.imports.chapters import Chapters
from consult.imports.models import ImportDraft
from consult.imports.plans import Plan, Planned, plan_of
from consult.imports.rows import Table
from consult.imports.rules import KEPT_FOR, placed, readable
from consult.imports.storing import Prepared, add_amendments, prepare, store_wordings
from consult.ledger.events import Event
from consult.ledger.log import record


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did."""

    consultation: Consultation
    created: list[str]
    updated: list[str]


def import_table(
    table: Table, *, slug: str, title: str | None = None, language: str | None = None
) -> Result:
    """Make a draft of a table, or extend one; Invalid, and nothing written, if it has faults."""
    tongue = language or table.language or settings().default_language
    return import_plan(plan_of(table, slug=slug, title=title or "", language=tongue))


def import_plan(plan: Plan) -> Result:
    """Do what a plan says; done twice, the second time changes nothing."""
    return _import(plan, prepare(plan))


def _import(plan: Plan, ready: Prepared) -> Result:
    """Write a prepared plan in one short go: nobody else writes on SQLite meanwhile."""
    queries.lock(plan.slug)
    effect = queries.effect_of(plan)
    home = effect.consultation or _new_draft(plan)
    give_way(home.id, {one.key for one in plan.amendments})
    texts_changed = _set_title(home, plan)
    chapters = Chapters(home, plan, effect.known)
    places = _amendments(home, plan, effect, chapters)
    changing = {*effect.created, *effect.updated}
    rows = [
        (*places[planned.key], ready[planned.key])
        for planned in plan.amendments
        if planned.number in changing
    ]
    store_wordings(plan.language, rows)
    chapters.put_in_order()
    if effect.consultation and (changing or texts_changed):
        _tell(home, plan, effect)
    return Result(home, effect.created, effect.updated)


def _amendments(
    home: Consultation, plan: Plan, effect: queries.Effect, chapters: Chapters
) -> dict[str, tuple[int, int]]:
    """Return key and revision of all amendments; the missing are added, moved ones moved."""
    known, created = effect.known, set(effect.created)
    new = [planned for planned in plan.amendments if planned.number in created]
    position = _put_in_order(known, new, plan)
    for planned in plan.amendments:
        amendment = known.get(planned.key)
        # The authoritative language says where an amendment stands; the others only name chapters.
        if amendment and planned.chapter and plan.language == home.authoritative:
            amendment.chapter_id = _key_of(chapters.of(planned))
    rows = [(one.number, position[one.key], _key_of(chapters.of(one))) for one in new]
    added = add_amendments(home, rows)
    places = {key: (amendment.id, amendment.revision) for key, amendment in known.items()}
    return places | {one.key: (added[one.number], 1) for one in new}


def _key_of(chapter: Chapter | None) -> int | None:
    return chapter.id if chapter else None


def _put_in_order(
    known: dict[str, Amendment], new: Sequence[Planned], plan: Plan
) -> dict[str, int]:
    """Return the place of each, new amendments behind those that precede them in the table."""
    if not new:
        return {}
    order = placed(known, [planned.key for planned in plan.amendments])
    position = {key: place for place, key in enumerate(order, start=1)}
    for key, amendment in known.items():
        amendment.position = position[key]
    return position


def _new_draft(plan: Plan) -> Consultation:
    home = consultations.create_consultation(
        slug=plan.slug,
        languages=[plan.language],
        authoritative=plan.language,
        time_zone=settings().time_zone,
    )
    title = plan.title or plan.own_title or readable(plan.slug)
    consultations.set_texts(home, plan.language, title=title)
    return home


def _set_title(home: Consultation, plan: Plan) -> bool:
    """Set the title that was given, if it is another one, and note the language."""
    have = next((text for text in home.texts if text.language == plan.language), None)
    if plan.language not in home.languages:
        home.languages = [*home.languages, plan.language]
    title = plan.title or (plan.own_title if have is None else "")
    if not title or (have and have.title == title):
        return False
    summary, background = (have.summary, have.background) if have else ("", "")
    consultations.set_texts(
        home, plan.language, title=title, summary=summary, background=background
    )
    return True


def _tell(home: Consultation, plan: Plan, effect: queries.Effect) -> None:
    record(
        Event.CONSULTATION_CHANGED,
        f"consultation:{home.id}",
        consultation_id=home.id,
        imported=plan.language,
        created=len(effect.created),
        updated=len(effect.updated),
    )


def keep_draft(plan: Plan, filename: str, account_id: int) -> ImportDraft:
    """Keep a table for its owner until it is confirmed, at most a day."""
    return keep(plan.as_json(), filename, account_id)


def keep(content: dict[str, Any], filename: str, account_id: int) -> ImportDraft:
    """Keep an upload for its owner until it is confirmed, at most a day."""
    now = clock.now()
    # The first to be written, so that it is turned into JSON before others have to wait.
    draft = ImportDraft(
        key=secrets.token_urlsafe(24),
        account_id=account_id,
        filename=clean_line(filename)[:200],
        content=content,
        created_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    db.session.execute(
        delete(ImportDraft)
        .where(ImportDraft.created_at < now - KEPT_FOR)
        .execution_options(synchronize_session=False)
    )
    jobs.enqueue("forget-import", {"key": draft.key}, run_at=now + KEPT_FOR)
    return draft


@jobs.job("forget-import")
def forget_draft(payload: dict[str, Any]) -> None:
    """Delete an upload that nobody confirmed."""
    db.session.execute(delete(ImportDraft).where(ImportDraft.key == payload["key"]))


def drop_drafts(account_id: int) -> None:
    """Forget what somebody uploaded and did not confirm."""
    db.session.execute(delete(ImportDraft).where(ImportDraft.account_id == account_id))


def confirm_draft(draft: ImportDraft, *, extends: int | None) -> Result:
    """Import an upload once; Conflict if it no longer does what its preview showed.

    What an upload holds never changes, so it is prepared while others still write. Deleting the
    row is the first write: of two confirmations at the same moment the second one waits, and then
    finds none.
    """
    plan = Plan.from_json(draft.content)
    ready = prepare(plan)
    spend(draft)
    queries.lock(plan.slug)
    home = queries.draft_called(plan.slug)
    if (home.id if home else None) != extends:
        raise Conflict(lazy("A consultation with this short name was made or renamed meanwhile."))
    return _import(plan, ready)


def spend(draft: ImportDraft) -> None:
    """Use an upload up; of two confirmations at the same moment the second finds none."""
    gone = db.session.scalar(
        delete(ImportDraft)
        .where(ImportDraft.key == draft.key)
        .returning(ImportDraft.key)
        .execution_options(synchronize_session=False)
    )
    if gone is None:
        raise Missing
