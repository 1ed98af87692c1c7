"""The addresses of the round of cards: one comment at a time, judged by three buttons."""

from typing import Any

from flask import redirect, render_template, request, url_for

from consult.comments import actions
from consult.comments.cards import next_card, skipped_in
from consult.comments.places import Judged, the_judged
from consult.comments.rules import Reaction
from consult.comments.views.frame import ONE, blueprint, can_on_comments
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.errors import Invalid
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.get("/consultations/<slug>/amendments/<number>/cards")
@permit(Permission.CONSULTATION_READ, on=the_amendment)
def cards(amendment: Amendment) -> object:
    """Show the next comment of the reader's round, without what others think of it."""
    reader, skipped = current_reader(), skipped_in(request.args.get("skip"))
    may = can_on_comments("COMMENT_REACT", amendment)
    return render_template(
        "comments/cards.html",
        amendment=amendment,
        consultation=amendment.consultation,
        card=next_card(amendment.id, reader.id, skipped) if may and reader.id else None,
        skipped=skipped,
    )


@blueprint.post(f"{ONE}/card")
@permit(Permission.COMMENT_REACT, on=the_judged)
def card(comment: Judged) -> object:
    """Take what the reader thinks of a card and go on to the next; sent twice it stays."""
    value = request.form.get("value")
    if value not in set(Reaction):
        raise Invalid(gettext("Press agree, disagree or pass."))
    actions.react(comment, current_reader(), Reaction(value), takes_back=False)
    place: dict[str, Any] = {"slug": comment.consultation.slug, "number": comment.amendment.number}
    skipped = skipped_in(request.form.get("skip"))
    skip = "_".join(str(number) for number in skipped) or None
    return redirect(url_for(".cards", **place, skip=skip), 303)
