"""What the pages of files have in common: a file is looked at, kept, shown, and brought in."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.models import Consultation
from consult.consultations.queries import text_of
from consult.core.errors import Conflict, Missing
from consult.core.links import settings
from consult.core.words import lazy, ngettext
from consult.imports import actions, queries
from consult.imports.forms.submissions import FileForm
from consult.imports.forms.tables import ConfirmForm
from consult.imports.grid import Refused
from consult.imports.rows import Fault
from consult.imports.submission_file import encoding_of
from consult.web.languages import current_language
from consult.web.readers import current_reader

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file found: its first faults and how many there are, or what is new."""

    faults: Sequence[Fault] = ()
    wrong: int = 0
    seen: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file; its name is that of its pages, their templates, and of what is kept.

    `look` writes nothing; `bring` stores and says what was done, None where the file has faults
    by now. Both raise Refused for what is no such file.
    """

    name: str
    form: type[FileForm]
    look: Callable[[Consultation, BinaryIO], Looked]
    bring: Callable[[Consultation, BinaryIO], str | None]


def take(kind: Kind, consultation: Consultation) -> object:
    """Take a file, and show its faults or keep it for the preview."""
    form = kind.form()
    if not form.validate_on_submit():
        return _upload_page(kind, consultation, form), 422 if form.errors else 200
    upload: Any = form.file.data
    file = io.BytesIO(upload.read())
    try:
        looked = kind.look(consultation, file)
    except Refused as refused:
        form.file.errors = [refused.message]
        return _upload_page(kind, consultation, form), 422
    if looked.wrong:
        form.file.errors = [how_many(looked.wrong)]
        return _upload_page(kind, consultation, form, looked), 422
    content = {
        "kind": kind.name,
        "consultation": consultation.id,
        "text": file.getvalue().decode(encoding_of(file)),
        **looked.seen,
    }
    draft = actions.keep(content, upload.filename or "", current_reader().id or 0)
    there = url_for(f".{kind.name}_seen", slug=consultation.slug, key=draft.key)
    return redirect(there, 303)


def how_many(faults: int) -> str:
    """Return how many faults a file has."""
    return ngettext(
        "The file has %(num)s fault. Nothing was imported.",
        "The file has %(num)s faults. Nothing was imported.",
        faults,
    )


def _upload_page(
    kind: Kind, consultation: Consultation, form: FileForm, looked: Looked | None = None
) -> str:
    faults = looked.faults[:MOST_SHOWN] if looked else ()
    return render_template(
        f"imports/{kind.name}.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        form=form,
        faults=faults,
        more=looked.wrong - len(faults) if looked else 0,
        most=settings().max_upload_mb,
    )


def show(kind: Kind, consultation: Consultation) -> object:
    """Show what would come of a file that was kept."""
    draft = _draft(kind, consultation)
    return render_template(
        f"imports/{kind.name}_preview.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        draft=draft,
        seen=draft.content,
        form=ConfirmForm(),
    )


def confirm(kind: Kind, consultation: Consultation) -> object:
    """Bring in what was shown; what came in meanwhile is left as it is."""
    try:
        draft = _draft(kind, consultation)
        file = io.BytesIO(draft.content["text"].encode())
        actions.spend(draft)
    except Missing:
        raise Conflict(
            lazy("This preview was confirmed already, or it is too old."),
            lazy("Nothing came in twice. Choose the file again to see what is here already."),
        ) from None
    done = kind.bring(consultation, file)
    if done is None:
        raise Conflict(
            lazy("The consultation changed meanwhile, so nothing was written."),
            lazy("Choose the file again to see what is wrong now."),
        )
    flash(done, "done")
    return redirect(url_for("consultations.consultation", slug=consultation.slug), 303)


def _draft(kind: Kind, consultation: Consultation) -> Any:
    key = (request.view_args or {})["key"]
    draft = queries.the_draft(key, current_reader().id or 0, kind.name)
    if draft.content["consultation"] != consultation.id:
        raise Missing
    return draft
