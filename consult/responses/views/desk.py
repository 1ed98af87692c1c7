"""The list of submissions that officials of a consultation answer."""

from typing import Any

from flask import render_template, request

from consult.comments.rules import Channel
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.errors import Missing
from consult.permissions import Permission
from consult.responses import queries
from consult.responses.counted import proposed_in
from consult.responses.rules import Show, State
from consult.responses.views.frame import blueprint
from consult.web.languages import current_language
from consult.web.permit import permit


@blueprint.get("/consultations/<slug>/submissions")
@permit(Permission.ANSWER_DESK, on=the_consultation)
def desk(consultation: Consultation) -> object:
    """List the submissions without an answer, with a draft, or answered, suggestions first."""
    show, number = _show(), request.args.get("amendment") or None
    numbers = queries.numbers_in(consultation.id)
    if number is not None and number not in numbers:
        raise Missing
    amendment_id = numbers[number] if number else None
    return render_template(
        "responses/desk.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        show=show,
        number=number,
        numbers=numbers,
        channel=_channel(),
        page=_found(show, consultation.id, amendment_id),
        meter=queries.meter_of(consultation.id),
        drafts=queries.drafts_in(consultation.id),
        proposed=proposed_in(consultation.id),
    )


def _show() -> Show:
    try:
        return Show(request.args.get("show", Show.OPEN))
    except ValueError:
        raise Missing from None


def _channel() -> Channel | None:
    try:
        return Channel(request.args["channel"]) if request.args.get("channel") else None
    except ValueError:
        raise Missing from None


def _found(show: Show, consultation_id: int, amendment_id: int | None) -> Any:
    after, channel = request.args.get("after"), _channel()
    if show == Show.OPEN:
        return queries.without_answer(consultation_id, amendment_id, after, channel)
    state = State.DRAFT if show == Show.DRAFTS else State.PUBLISHED
    return queries.with_answer(state, consultation_id, amendment_id, after, channel)
