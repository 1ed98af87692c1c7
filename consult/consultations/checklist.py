"""What must be right before a draft is published, and what is only worth knowing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from consult.config import LANGUAGES
from consult.consultations import queries
from consult.consultations.diff import Change
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.core.words import lazy

MANY = 12


@dataclass(slots=True)
class Checklist:
    """`faults` keep a draft from being published, `notes` do not."""

    amendments: int = 0
    faults: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)


def checklist(consultation: Consultation) -> Checklist:
    """Look a draft through, and return what is wrong with it."""
    amendments = [one for one in queries.amendments_of(consultation) if not one.whole]
    found = Checklist(amendments=len(amendments))
    _look_at_dates(consultation, found)
    _look_at_titles(consultation, found)
    _look_at_wordings(consultation, amendments, found)
    return found


def _look_at_dates(consultation: Consultation, found: Checklist) -> None:
    now = clock.now()
    if not consultation.phases:
        found.faults.append(lazy("Set the dates first."))
    for phase in consultation.phases:
        if phase.closes_at <= now:
            message = lazy("The end of phase %(number)s lies in the past.", number=phase.position)
            found.faults.append(message)
        elif phase.opens_at <= now:
            message = lazy(
                "The beginning of phase %(number)s lies in the past: it opens at once.",
                number=phase.position,
            )
            found.notes.append(message)
    if consultation.phases and not any(phase.votes for phase in consultation.phases):
        found.notes.append(lazy("No phase opens voting: nobody can vote."))


def _look_at_titles(consultation: Consultation, found: Checklist) -> None:
    titled = {text.language for text in consultation.texts if text.title}
    for language in consultation.languages:
        if language in titled:
            continue
        if language == consultation.authoritative:
            message = lazy(
                "The consultation has no title in its authoritative language: %(language)s.",
                language=LANGUAGES[language],
            )
            found.faults.append(message)
        else:
            message = lazy(
                "The consultation has no title in this language: %(language)s.",
                language=LANGUAGES[language],
            )
            found.notes.append(message)


def _look_at_wordings(
    consultation: Consultation, amendments: Iterable[Amendment], found: Checklist
) -> None:
    written = written_languages(consultation)
    if not amendments:
        found.faults.append(lazy("There is no amendment yet; add or import them first."))
    for language in consultation.languages:
        lacking = [one.number for one in amendments if language not in written.get(one.id, ())]
        if not lacking:
            continue
        values = {"language": LANGUAGES[language], "numbers": _listed(lacking)}
        if language == consultation.authoritative:
            message = lazy(
                "Not written in the authoritative language, %(language)s: amendments %(numbers)s.",
                **values,
            )
            found.faults.append(message)
        else:
            message = lazy(
                "Not written in this language, %(language)s: amendments %(numbers)s.", **values
            )
            found.notes.append(message)


def written_languages(consultation: Consultation) -> dict[int, set[str]]:
    """Return the languages in which each amendment is written."""
    written: dict[int, set[str]] = {}
    for row in queries.headings_of(consultation):
        if row.change != Change.WHOLE:
            written.setdefault(row.amendment_id, set()).add(row.language)
    return written


def _listed(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:MANY])
    return f"{shown} …" if len(numbers) > MANY else shown
