"""The summary read from the database, in a few statements whatever its size."""

from typing import Any

from consult.consultations.models import Consultation
from consult.consultations.queries import text_of
from consult.core import clock
from consult.core.links import link
from consult.summaries import judged, when, who
from consult.summaries.amendments import Reading
from consult.summaries.comment_rows import comment_rows
from consult.summaries.scope import Scope
from consult.summaries.summary import AmendmentSummary, Summary

__all__ = ["comment_rows", "summary_of"]


def summary_of(
    consultation: Consultation,
    language: str,
    *,
    only: int | None = None,
    detailed: bool = True,
) -> Summary:
    """Return the summary, its titles in a language where they exist in it.

    `only` is the key of the one amendment that it is about. Without `detailed` is read what the
    page of a consultation shows, and not what each amendment quotes and counts for itself.
    The statements agree with each other where they run in one `db.snapshot()`.
    """
    scope = Scope(consultation.id, only)
    text = text_of(consultation, language)
    phases = consultation.phases
    found = Reading(consultation, scope, language, detailed)
    amendments = found.amendments()
    return Summary(
        consultation_id=consultation.id,
        slug=consultation.slug,
        title=text.title,
        language=language,
        title_language=text.language,
        url=link("consultations.consultation", lang=language, slug=consultation.slug),
        stage=consultation.stage,
        opens_at=min((phase.opens_at for phase in phases), default=None),
        closes_at=max((phase.closed_at or phase.closes_at for phase in phases), default=None),
        time_zone=consultation.time_zone,
        made_at=clock.now(),
        amendments=amendments,
        themes=found.themes(),
        answers_due_at=consultation.answers_due_at,
        only=only,
        **(_of_one(amendments[0]) if only and detailed else _of_all(scope, consultation)),
    )


def _of_all(scope: Scope, consultation: Consultation) -> dict[str, Any]:
    """Return what is counted over all amendments, because it does not add up from them."""
    people = who.people_in(scope)
    regions, ages = who.people_by_group(scope, people.took_part)
    return {
        "people": people,
        "campaigns": who.campaigns_in(scope),
        "days": when.days_in(scope, consultation.time_zone),
        "regions": regions,
        "ages": ages,
        "moderated": None if scope.amendment_id else judged.moderated(consultation.id),
    }


def _of_one(amendment: AmendmentSummary) -> dict[str, Any]:
    """Return the same of one amendment: it is counted there already."""
    names = ("people", "campaigns", "days")
    return {name: getattr(amendment, name) for name in names}
