"""The queue: the cases that wait for a moderator, and what was decided."""

from collections.abc import Sequence

from flask import render_template, request

from consult.consultations.models import Consultation
from consult.consultations.queries import text_of
from consult.core.errors import Missing
from consult.moderation import queries
from consult.moderation.forms import DecisionForm
from consult.moderation.rules import Show
from consult.moderation.views.frame import WORDS, blueprint, filters
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.get("/moderation")
@permit(Permission.MODERATION_DESK)
def queue() -> object:
    """List the cases that wait for this moderator, or what was decided."""
    reader, show = current_reader(), _show()
    places = queries.consultations_moderated(reader)
    place, after = _place(places), request.args.get("after")
    frame = {
        "show": show,
        "place": place,
        "places": [(one, text_of(one, current_language())) for one in places],
        "counts": queries.waiting_counts(reader, place),
        "filters": filters(),
        **WORDS,
    }
    if show == Show.DECIDED:
        page = queries.decided_cases(reader, place, after)
        return render_template("moderation/decided.html", page=page, **frame)
    waiting = queries.waiting_cases(reader, show, place, after, current_language())
    forms = {case.comment.id: DecisionForm.of(case.comment) for case in waiting.items}
    return render_template("moderation/queue.html", page=waiting, forms=forms, **frame)


def _show() -> Show:
    try:
        return Show(request.args.get("show", Show.ALL))
    except ValueError:
        raise Missing from None


def _place(places: Sequence[Consultation]) -> Consultation | None:
    slug = request.args.get("consultation")
    if not slug:
        return None
    found = next((one for one in places if one.slug == slug), None)
    if found is None:
        raise Missing
    return found
