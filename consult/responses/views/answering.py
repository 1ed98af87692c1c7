"""The pages on which an answer is written, previewed and published, and its history."""

from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.comments.queries import row_of, the_comment
from consult.comments.rules import State as CommentState
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.errors import Conflict, Missing
from consult.core.words import gettext
from consult.permissions import Permission
from consult.responses import actions, queries
from consult.responses.forms import AnswerForm
from consult.responses.queries import Submission, the_submission
from consult.responses.rules import State
from consult.responses.views.frame import ONE, blueprint
from consult.web.permit import permit
from consult.web.readers import current_reader

PUBLISHED = CommentState.PUBLISHED
STEPS = ("preview", "draft", "publish", "change")


@blueprint.route(ONE, methods=["GET", "POST"])
@permit(Permission.ANSWER_WRITE, on=the_submission)
def answer(submission: Submission) -> object:
    """Write an answer: preview it, keep it as a draft, publish it, or correct a published one."""
    form, step = AnswerForm.of(submission), _step()
    try:
        taken = form.validate_on_submit() and form.tried(lambda: _take(submission, form, step))
    except Conflict as conflict:
        if submission.state != PUBLISHED:
            raise
        submission.answer = queries.answer_to(submission.comment.id)
        form.see(submission)
        return _page("write", submission, form, conflict=conflict), conflict.status
    if not taken:
        return _page("write", submission, form), 422 if form.is_submitted() else 200
    if step in {"preview", "change"}:
        return _page("preview" if step == "preview" else "write", submission, form)
    return _done(submission, step)


def _step() -> str:
    """Return what the button asks for; what nobody offers is looked at first."""
    step = request.form.get("step", "")
    return step if step in STEPS else "preview"


def _take(submission: Submission, form: AnswerForm, step: str) -> None:
    said, reader = form.said(), current_reader()
    seen = {"version": int(form.version.data or 0), "seen": int(form.seen.data or 0)}
    if step == "publish":
        actions.publish_answer(submission.comment, reader, said, **seen)
    elif step == "draft":
        actions.save_draft(submission.comment, reader, said, **seen)
    elif step == "preview":
        actions.complete(said)


def _done(submission: Submission, step: str) -> object:
    number = submission.comment.id
    if step == "draft":
        flash(gettext("The draft is kept. Only staff read it."), "done")
        return redirect(url_for("responses.answer", **_place(submission), comment=number), 303)
    flash(gettext("The answer is published, and the author is told."), "done")
    anchor = f"official-{number}"
    address = url_for("comments.comment", **_place(submission), comment=number, _anchor=anchor)
    return redirect(address, 303)


def _place(submission: Submission) -> dict[str, Any]:
    home: Consultation = submission.consultation
    return {"slug": home.slug, "number": submission.comment.amendment.number}


def _page(name: str, submission: Submission, form: AnswerForm, **more: Any) -> str:
    comment, stored = submission.comment, submission.answer
    published = stored is not None and stored.state == State.PUBLISHED
    return render_template(
        f"responses/{name}.html",
        comment=comment,
        amendment=comment.amendment,
        consultation=submission.consultation,
        row=row_of(comment, current_reader().id),
        form=form,
        stored=stored,
        published=published,
        writer=queries.writer_of(stored) if stored else "",
        looks=_look(submission, form) if name == "preview" else None,
        **more,
    )


def _look(submission: Submission, form: AnswerForm) -> SimpleNamespace:
    """Return the answer as the page of the comment would show it."""
    said, stored, now = form.said(), submission.answer, clock.now()
    before = stored.published_at if stored else None
    return SimpleNamespace(
        id=submission.comment.id,
        edited_at=submission.comment.edited_at,
        answered_at=before or now,
        corrected_at=now if before else None,
        answer={
            "disposition": said.disposition,
            "reasons": said.reasons,
            "language": said.language,
            "revision": submission.comment.amendment.revision,
        },
    )


@blueprint.get(f"{ONE}/history")
@permit(Permission.ANSWER_READ, on=the_comment)
def history(comment: Any) -> object:
    """Show what a corrected answer said before."""
    stored = queries.answer_to(comment.id)
    edits = queries.edits_of(stored.id) if stored else ()
    if stored is None or not edits:
        raise Missing
    return render_template(
        "responses/history.html",
        comment=comment,
        amendment=comment.amendment,
        consultation=comment.consultation,
        stored=stored,
        edits=edits,
    )
