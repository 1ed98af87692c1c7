"""What only the reader of an amendment's page sees, where Flask answers, and the answer itself."""

from typing import Any

from flask import (
    Response,
    make_response,
    render_template,
    request,
    session,
)

from consult.accounts.rules import Reader
from consult.comments.previewing import draft_key
from consult.consultations.models import Amendment
from consult.consultations.rules import State
from consult.consultations.views.may import NOBODY, Own
from consult.web.pieces import Piece, gzipped, joined
from consult.web.tokens import masked_token


def own_of(reader: Reader, amendment: Amendment) -> Own:
    """Return name, token and key of drafts, and the texts for staff and for messages."""
    place = amendment.consultation
    paths = {"notices": "components/notices.html"} if "_flashes" in session else {}
    if reader.is_staff:
        paths["staff_links"] = "layouts/staff_links.html"
    if place.state == State.DRAFT:
        paths["draft_bar"] = "consultations/draft_bar.html"
    texts = tuple((name, render_template(path, consultation=place)) for name, path in paths.items())
    if not reader.is_authenticated:
        return Own(texts=texts) if texts else NOBODY
    return Own(reader.pseudonym, masked_token(), draft_key(reader), texts)


def answer(found: list[Piece], *, of_visitor: bool) -> Response:
    """Return the page as an answer, compressed piece by piece for whoever takes that."""
    zipped = bool(request.accept_encodings["gzip"])
    body: Any = gzipped(found) if zipped else joined(found)
    response = make_response(body)
    response.mimetype = "text/html"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if of_visitor:
        response.headers.setdefault("Cache-Control", "public, max-age=1")
    return response
