"""Before a text is stored: the preview that was asked for, or those who said nearly the same."""

from typing import Any

from flask import render_template, request

from consult.comments.models import Comment
from consult.comments.previewing import Preview, count_preview, preview_of
from consult.comments.views.sending import text_of
from consult.consultations.models import Amendment
from consult.core.words import gettext
from consult.web.readers import current_reader

PREVIEW, SEND = "preview", "send"


def looked_at(
    amendment: Amendment, form: Any, *, parent: Comment | None = None, new: bool = True
) -> Preview | None:
    """Return what is to be shown instead of storing the text; None where it is to be stored.

    A button says the step: preview, send, or confirmed, once the author has seen who said nearly
    the same. A reply and an edit (`new` false) have nobody to agree with instead.
    """
    step, reader = request.form.get("step", SEND), current_reader()
    alone = parent is not None or not new
    if step != PREVIEW and (step != SEND or alone):
        return None
    if step == PREVIEW:
        count_preview(reader)
    ask = {"stance": None} | text_of(form)
    found = preview_of(amendment, reader, **ask, parent=parent, ask=not alone)
    return found if step == PREVIEW or found.alike.people else None


def preview_page(amendment: Amendment, form: Any, preview: Preview, **more: Any) -> str:
    """Return the page that shows a text before it is sent, with the form to send or change it."""
    said = preview.alike.people > 0 and request.form.get("step") != PREVIEW
    return render_template(
        "comments/preview.html",
        amendment=amendment,
        consultation=amendment.consultation,
        form=form,
        heading=gettext("Before you send it") if said else gettext("Preview"),
        preview=preview,
        **more,
    )
