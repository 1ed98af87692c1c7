"""A comment taken without its form: the one that most people send, and that nothing speaks against.

A form with its widgets and messages costs as much as storing the text. So this says yes or nothing:
whatever is to be shown or refused beside a field is left to the form, which is read anew.
"""

from urllib.parse import quote

from flask import Response, g, request

from consult.comments.actions import write_comment
from consult.comments.forms import revision_in
from consult.comments.language import language_of
from consult.comments.places import Place
from consult.comments.rules import LONGEST_BODY, Stance
from consult.comments.similar import alike_under
from consult.comments.views.previews import PREVIEW, SEND
from consult.core.errors import Refusal
from consult.core.text import clean_paragraphs
from consult.web.languages import current_language
from consult.web.readers import current_reader

STANCES = frozenset(one.value for one in Stance)


def taken(place: Place) -> Response | None:
    """Store the comment that was sent; None where a form must say more."""
    sent, reader = request.form, current_reader()
    step, stance = sent.get("step", SEND), sent.get("stance")
    if step == PREVIEW or stance not in STANCES or sent.get("receipt") or not g.get("csrf_valid"):
        return None
    body = clean_paragraphs(sent.get("body", ""))
    if not 0 < len(body) <= LONGEST_BODY:
        return None
    if step == SEND and alike_under(place.id, reader.id, body=body, stance=stance).people:
        return None
    language, seen = language_of(body, current_language()), revision_in(sent.get("revision"))
    try:
        stored = write_comment(
            place, reader, stance=stance, body=body, language=language, seen=seen
        )
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return None  # The form meets the same refusal, and shows it beside the field.
    return Response(status=303, headers={"Location": f"{quote(request.path)}/{stored.id}?sent=1"})
