"""The rows behind a figure: what was counted, as a list."""

from dataclasses import fields
from typing import Any

from flask import render_template, request

from consult.analysis.campaigns import Kind
from consult.comments.words import CHANNEL_LABELS, STANCE_LABELS, STATE_LABELS, SUGGESTION_LABELS
from consult.config import LANGUAGES
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.words import lazy
from consult.moderation.grounds import STORED_GROUNDS
from consult.permissions import Permission
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.behind import NO, ROOT, YES, Wanted, rows_behind
from consult.summaries.figures import REPLY
from consult.summaries.views.frame import blueprint
from consult.web.languages import current_language
from consult.web.permit import permit

WORDS: dict[str, Any] = {
    "kind": {**STANCE_LABELS, REPLY: lazy("Replies"), ROOT: lazy("Comments without replies")},
    "state": STATE_LABELS,
    "language": LANGUAGES,
    "channel": CHANNEL_LABELS,
    "disposition": DISPOSITION_LABELS,
    "answered": {YES: lazy("Answered"), NO: lazy("Without an answer")},
    "suggestion": {YES: lazy("Suggestions"), NO: lazy("Other comments")},
    "question": {YES: lazy("Questions")},
    "reported": {YES: lazy("Reported")},
    "copies": {Kind.CAMPAIGN: lazy("Campaigns"), Kind.FLOODING: lazy("Flooding")},
}
"""Every word of a filter as people read it."""


@blueprint.get("/consultations/<slug>/summary/rows")
@permit(Permission.SUMMARY_READ, on=the_consultation)
def rows(consultation: Consultation) -> object:
    """List the comments behind a figure; what is not published stands without its text."""
    given = {one.name: request.args.get(one.name, "")[:60] for one in fields(Wanted)}
    wanted = Wanted(**given).checked()
    return render_template(
        "summaries/rows.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        wanted=wanted,
        page=rows_behind(consultation.id, wanted, request.args.get("after")),
        words=WORDS,
        grounds=STORED_GROUNDS,
        suggestions=SUGGESTION_LABELS,
    )
