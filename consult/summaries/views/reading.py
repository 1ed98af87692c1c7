"""The pages of summaries: of a consultation, of an amendment, and the table for paper."""

from itertools import islice
from typing import Any

from flask import render_template

from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS, STATE_LABELS
from consult.config import LANGUAGES
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.core.db import snapshot
from consult.core.words import lazy
from consult.moderation.words import HISTORY
from consult.permissions import Permission
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.comparative_paper import PRINTED, about_the_table, printed_cells
from consult.summaries.comparative_rows import paper_rows
from consult.summaries.drawn import Drawn
from consult.summaries.figures import REPLY
from consult.summaries.forms import ExportForm
from consult.summaries.group_words import group_words
from consult.summaries.queries import summary_of
from consult.summaries.report_amendments import changed_sentence
from consult.summaries.summary import Summary
from consult.summaries.views.frame import blueprint
from consult.votes.labels import CHOICE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit

MOST_PRINTED = 1000
"""Rows of the comparative table on its page for paper; its files have them all."""


WORDS: dict[str, Any] = {
    "choice_labels": CHOICE_LABELS,
    "kinds": {**STANCE_LABELS, REPLY: lazy("Replies")},
    "states": STATE_LABELS,
    "channels": CHANNEL_LABELS,
    "languages": LANGUAGES,
    "dispositions": DISPOSITION_LABELS,
    "actions": HISTORY,
    "changed_sentence": changed_sentence,
}


@blueprint.get("/consultations/<slug>/summary")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def summary(consultation: Consultation) -> object:
    """Show what people said, in numbers."""
    return summary_page(consultation, ExportForm.speaking(current_language()))


def summary_page(consultation: Consultation, form: ExportForm) -> str:
    """Return the page of a consultation's summary, with the form that asks for a file."""
    with snapshot():
        found = summary_of(consultation, current_language(), detailed=False)
    values = {"totals": found.totals, "export_form": form}
    return _page("summaries/summary.html", found, consultation, **values)


@blueprint.get("/consultations/<slug>/amendments/<number>/summary")
@permit(Permission.SUMMARY_READ, on=the_amendment)
def amendment(amendment: Amendment) -> object:
    """Show what people said of one amendment, in numbers and with a few of their words."""
    return amendment_page(amendment, ExportForm.speaking(current_language()))


def amendment_page(amendment: Amendment, form: ExportForm) -> str:
    """Return the page of an amendment's summary, with the form that asks for a file."""
    consultation = amendment.consultation
    with snapshot():
        found = summary_of(consultation, current_language(), only=amendment.id)
    values = {"one": found.amendments[0], "export_form": form}
    return _page("summaries/amendment.html", found, consultation, **values)


@blueprint.get("/consultations/<slug>/summary/table")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def table(consultation: Consultation) -> object:
    """Show the comparative table for paper, up to a number of rows that a browser bears."""
    with snapshot():
        found = summary_of(consultation, current_language(), detailed=False)
        rows = list(islice(paper_rows(found), MOST_PRINTED + 1))
    return render_template(
        "summaries/table.html",
        summary=found,
        consultation=consultation,
        address=found.url,
        columns=PRINTED,
        about=about_the_table(found),
        groups=_by_amendment([(row, printed_cells(row, found)) for row in rows[:MOST_PRINTED]]),
        most=MOST_PRINTED if len(rows) > MOST_PRINTED else None,
    )


def _by_amendment(rows: list[Any]) -> list[list[Any]]:
    """Return the rows in groups, each of which begins with the first row of an amendment."""
    groups: list[list[Any]] = []
    for row in rows:
        if row[0].first or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _page(template: str, found: Summary, consultation: Consultation, **values: Any) -> str:
    words = {**WORDS, "group_words": group_words(found.language)}
    common = {"summary": found, "consultation": consultation, "drawn": Drawn(found)}
    return render_template(template, **common, **words, **values)
