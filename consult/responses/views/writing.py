"""Writing an answer, the same for a comment and an argument: preview, draft, publish, correct."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request

from consult.core import clock
from consult.core.errors import Conflict
from consult.core.words import gettext
from consult.responses import actions, queries
from consult.responses.forms import AnswerForm
from consult.responses.gathered import ArgumentCase
from consult.responses.queries import Submission
from consult.responses.rules import State
from consult.web.readers import current_reader

STEPS = ("preview", "draft", "publish", "change")


@dataclass
class Desk:
    """One answer on somebody's desk: what it is about, its addresses, what its pages show besides.

    `to` is where the form is sent, `home` where the answer will be read, `told` what is said once
    it is published; `row` is what shows the published answer.
    """

    case: Submission | ArgumentCase
    to: str
    home: str
    told: str
    row: Any
    values: dict[str, Any] = field(default_factory=dict)


def write(desk: Desk) -> object:
    """Take a step with an answer, and answer with the page that follows."""
    case = desk.case
    form, step = AnswerForm.of(case), _step()
    try:
        taken = form.validate_on_submit() and form.tried(lambda: _take(desk, form, step))
    except Conflict as conflict:
        if isinstance(case, Submission):
            if case.state != "published" or case.comment.argument_id is not None:
                raise
            case.answer = queries.answer_to(case.comment.id)
        else:
            case.answer = queries.answer_to_argument(case.argument.id)
        form.see(case)
        return _page("write", desk, form, conflict=conflict), conflict.status
    if not taken:
        return _page("write", desk, form), 422 if form.is_submitted() else 200
    if step in {"preview", "change"}:
        return _page("preview" if step == "preview" else "write", desk, form)
    if step == "draft":
        flash(gettext("The draft is kept. Only staff read it."), "done")
        return redirect(desk.to, 303)
    flash(desk.told, "done")
    return redirect(desk.home, 303)


def _step() -> str:
    """Return what the button asks for; what nobody offers is looked at first."""
    step = request.form.get("step", "")
    return step if step in STEPS else "preview"


def _take(desk: Desk, form: AnswerForm, step: str) -> None:
    said, reader = form.said(), current_reader()
    seen = {"version": int(form.version.data or 0), "seen": int(form.seen.data or 0)}
    if step == "publish":
        actions.publish_answer(desk.case.subject, reader, said, **seen)
    elif step == "draft":
        actions.save_draft(desk.case.subject, reader, said, **seen)
    elif step == "preview":
        actions.complete(said)


def _page(name: str, desk: Desk, form: AnswerForm, **more: Any) -> str:
    stored = desk.case.answer
    return render_template(
        f"responses/{name}.html",
        to=desk.to,
        row=desk.row,
        form=form,
        stored=stored,
        published=stored is not None and stored.state == State.PUBLISHED,
        writer=queries.writer_of(stored) if stored else "",
        looks=_look(desk, form) if name == "preview" else None,
        **desk.values,
        **more,
    )


def _look(desk: Desk, form: AnswerForm) -> SimpleNamespace:
    """Return the answer as the page will show it."""
    said, stored, now = form.said(), desk.case.answer, clock.now()
    before = stored.published_at if stored else None
    return SimpleNamespace(
        id=desk.row.id,
        edited_at=desk.row.edited_at,
        answered_at=before or now,
        corrected_at=now if before else None,
        answer={
            "disposition": said.disposition,
            "reasons": said.reasons,
            "language": said.language,
            "revision": desk.values["amendment"].revision,
        },
    )
