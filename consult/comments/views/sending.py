"""How a text is sent: the form is tried, its refusal shown beside the field, its success told."""

from collections.abc import Callable
from typing import Any

from flask import Response, after_this_request, redirect
from werkzeug.wrappers import Response as Answer

from consult.comments.language import language_of
from consult.comments.models import Comment
from consult.comments.views.frame import address
from consult.comments.writing import Written
from consult.consultations.models import Amendment
from consult.core.errors import Refusal, TooMany
from consult.web.languages import current_language


def refused(form: Any, send: Callable[[], object]) -> int:
    """Send a form; 0 when it worked, else the status with which it is shown (200: not sent yet).

    What the reader typed stays; the reason stands beside its field.
    """
    if not form.is_submitted():
        return 200
    if not form.validate():
        return 422
    try:
        send()
    except Refusal as refusal:
        if refusal.field not in form:
            raise
        if isinstance(refusal, TooMany):
            _say_when_to_come_back(refusal.retry_after)
        form[refusal.field].errors = [refusal.message]
        return refusal.status
    return 0


def _say_when_to_come_back(seconds: int) -> None:
    @after_this_request
    def put(response: Response) -> Response:
        response.headers["Retry-After"] = str(seconds)
        return response


def text_of(form: Any) -> dict[str, Any]:
    """Return what a form says, as the actions take it."""
    body = form.body.data or ""
    stance = form.stance.data if "stance" in form else None
    return {"body": body, "stance": stance, "language": language_of(body, current_language())}


def asks(form: Any) -> bool:
    """Tell whether the writer marked the text as a question to the drafters."""
    return "question" in form and bool(form.question.data)


def told(comment: Comment | Written, amendment: Amendment) -> Answer:
    """Lead to the comment's page, which says whether it is published and what happens next."""
    return redirect(f"{address(comment, amendment)}?sent=1", 303)
