"""Setting a consultation up: making a draft, its languages and rules, one hand at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from consult.config import LANGUAGES
from consult.consultations.actions import create_consultation, set_texts
from consult.consultations.checklist import written_languages
from consult.consultations.models import Amendment, Consultation
from consult.consultations.rules import Moderation, State, TallyRule
from consult.core.db import db
from consult.core.errors import Conflict, Invalid
from consult.core.words import lazy
from consult.ledger.events import Event
from consult.ledger.log import record

RESERVED = {"new"}


def new_consultation(
    *, slug: str, languages: Collection[str], authoritative: str, time_zone: str, title: str
) -> Consultation:
    """Make a draft with its title in the authoritative language."""
    if slug in RESERVED:
        raise Invalid(lazy("This short name is an address of ours; choose another."), field="slug")
    made = create_consultation(
        slug=slug,
        languages=_in_order(languages, authoritative),
        authoritative=authoritative,
        time_zone=time_zone,
    )
    set_texts(made, authoritative, title=title)
    return made


def claim(consultation: Consultation, seen: str | None) -> None:
    """Take the next version for a change; Conflict if somebody else changed it since `seen`."""
    taken = None
    if seen and seen.isdecimal() and len(seen) < 10:
        taken = db.session.scalar(
            update(Consultation)
            .where(Consultation.id == consultation.id, Consultation.version == int(seen))
            .values(version=Consultation.version + 1)
            .returning(Consultation.version)
            .execution_options(synchronize_session=False)
        )
    if taken is None:
        raise Conflict(
            lazy("Somebody else changed this consultation meanwhile."),
            lazy("Load the page again to see how it stands now."),
            field="version",
        )
    set_committed_value(consultation, "version", taken)


def change_settings(
    consultation: Consultation,
    *,
    languages: Collection[str],
    authoritative: str,
    tally_rule: str,
    moderation: str,
    suggestions_each: int,
    time_zone: str,
    answers_due_at: datetime | None = None,
) -> None:
    """Change languages and rules, and say so in the ledger; in another time zone moments stay."""
    chosen = _in_order(languages, authoritative)
    _keep_what_is_written(consultation, chosen)
    if consultation.state != State.DRAFT:
        _keep_what_people_read(consultation, chosen, authoritative)
    consultation.languages, consultation.authoritative = chosen, authoritative
    consultation.tally_rule = TallyRule(tally_rule)
    consultation.moderation = Moderation(moderation)
    consultation.suggestions_each = suggestions_each
    consultation.time_zone, consultation.answers_due_at = time_zone, answers_due_at
    touch_all(consultation)
    tell(
        consultation,
        languages=chosen,
        authoritative=authoritative,
        tally_rule=tally_rule,
        moderation=moderation,
        suggestions_each=suggestions_each,
        time_zone=time_zone,
        answers_due_at=answers_due_at.isoformat() if answers_due_at else None,
    )


def touch_all(consultation: Consultation) -> None:
    """Say that every amendment's page shows something new."""
    db.session.flush()
    db.session.execute(
        update(Amendment)
        .where(Amendment.consultation_id == consultation.id)
        .values(version=Amendment.version + 1)
        .execution_options(synchronize_session=False)
    )


def tell(consultation: Consultation, **data: object) -> None:
    """Put a change of a consultation into the ledger."""
    subject = f"consultation:{consultation.id}"
    record(Event.CONSULTATION_CHANGED, subject, consultation_id=consultation.id, **data)


def _in_order(languages: Collection[str], authoritative: str) -> list[str]:
    """Return the languages in our order; the authoritative one must be among them."""
    chosen = [language for language in LANGUAGES if language in languages]
    if authoritative not in chosen:
        message = lazy("The authoritative language must be one of the languages chosen above.")
        raise Invalid(message, field="authoritative")
    return chosen


def _keep_what_is_written(consultation: Consultation, chosen: Collection[str]) -> None:
    """Refuse to switch a language off in which there are texts: readers would still see them."""
    if not set(consultation.languages) - set(chosen):
        return
    written = {text.language for text in consultation.texts}
    written = written.union(*written_languages(consultation).values())
    for language in consultation.languages:
        if language in written and language not in chosen:
            message = lazy(
                "There are texts in this language already, so it stays: %(language)s.",
                language=LANGUAGES[language],
            )
            raise Invalid(message, field="languages")


def _keep_what_people_read(
    consultation: Consultation, chosen: Collection[str], authoritative: str
) -> None:
    if set(consultation.languages) - set(chosen):
        message = lazy("This consultation is published; no language can be switched off any more.")
        raise Invalid(message, field="languages")
    if authoritative != consultation.authoritative:
        message = lazy(
            "This consultation is published; the authoritative language no longer changes."
        )
        raise Invalid(message, field="authoritative")
