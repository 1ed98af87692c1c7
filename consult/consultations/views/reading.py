"""The pages that everybody reads: the contents of a consultation and an amendment."""

from typing import Any

from flask import redirect, render_template, request, url_for

from consult.comments import queries as comments
from consult.comments.filters import asked_for
from consult.consultations import queries
from consult.consultations.contents import contents
from consult.consultations.diff import decode, paragraphs
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.consultations.reading import reading_of, rows_of
from consult.consultations.rules import View, tally_is_shown
from consult.consultations.views.frame import blueprint
from consult.consultations.views.remembered import chosen_view
from consult.permissions import Permission
from consult.votes import queries as votes
from consult.votes.labels import CHOICE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit, public
from consult.web.readers import current_reader


@blueprint.get("/consultations")
@public
def index() -> object:
    """Send to the home page, which lists the consultations."""
    return redirect(url_for("pages.home"))


@blueprint.get("/consultations/<slug>")
@permit(Permission.CONSULTATION_READ, on=the_consultation)
def consultation(consultation: Consultation) -> object:
    """Show what a consultation is about and its amendments, grouped by chapter."""
    search = request.args.get("q", "")[:200]
    reader = current_reader()
    return render_template(
        "consultations/consultation.html",
        consultation=consultation,
        text=queries.text_of(consultation, current_language()),
        search=search,
        chapters=contents(consultation, current_language(), search),
        comment_counts=comments.counts_in(consultation.id),
        chosen=votes.choices_of(reader.id, consultation.id) if reader.id else {},
        choice_labels=CHOICE_LABELS,
    )


@blueprint.get("/consultations/<slug>/amendments/<number>")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def amendment(amendment: Amendment) -> object:
    """Show the face of the product: what changes, why, the vote, and what people say."""
    place = amendment.consultation
    reader = current_reader()
    my_vote = votes.vote_of(amendment.id, reader.id) if reader.id else None
    shown = tally_is_shown(place.tally_rule, place.stage, my_vote is not None)
    return render_template(
        "consultations/amendment.html",
        amendment=amendment,
        consultation=place,
        text=queries.text_of(place, current_language()),
        my_vote=my_vote,
        tally=votes.tally_of(amendment.id) if shown else None,
        **_text_to_read(amendment),
        **_conversation(amendment, reader.id),
    )


def _conversation(amendment: Amendment, reader_id: int | None) -> dict[str, Any]:
    asked = request.args
    filters = asked_for(asked, asked.getlist("only"), signed_in=reader_id is not None)
    sent = asked.get("comment", "")
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None
    return {
        "conversation": comments.conversation(
            amendment, reader_id, filters, asked.get("after"), number
        ),
        "sent": number,
    }


def _text_to_read(amendment: Amendment) -> dict[str, Any]:
    reading = reading_of(amendment, current_language())
    runs = decode(reading.wording.diff)
    view = chosen_view()
    return {
        "reading": reading,
        "wording": reading.wording,
        "view": view,
        "paragraphs": paragraphs(runs),
        "rows": rows_of(runs) if view is View.BOTH else [],
    }
