"""The pages on which the answer to a comment is written, and its history."""

from typing import Any

from flask import redirect, render_template, url_for

from consult.comments.queries import row_of, the_comment
from consult.core.errors import Missing
from consult.core.words import gettext
from consult.permissions import Permission
from consult.responses import queries
from consult.responses.queries import Submission, the_submission
from consult.responses.views.frame import ONE, blueprint
from consult.responses.views.writing import Desk, write
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route(ONE, methods=["GET", "POST"])
@permit(Permission.ANSWER_WRITE, on=the_submission)
def answer(submission: Submission) -> object:
    """Write an answer; one to a comment that is in an argument is written there."""
    comment = submission.comment
    there = _of_argument(comment, "responses.answer_argument")
    if there is not None:
        return redirect(there, 303)
    place = {**_place(comment), "comment": comment.id}
    return write(
        Desk(
            submission,
            to=url_for("responses.answer", **place),
            home=url_for("comments.comment", **place, _anchor=f"official-{comment.id}"),
            told=gettext("The answer is published, and the author is told."),
            row=row_of(comment, current_reader().id),
            values={
                "comment": comment,
                "argument": None,
                "amendment": comment.amendment,
                "consultation": submission.consultation,
            },
        )
    )


def _place(comment: Any) -> dict[str, Any]:
    return {"slug": comment.consultation.slug, "number": comment.amendment.number}


def _of_argument(comment: Any, endpoint: str) -> str | None:
    """Return the same page of the argument that a comment is in."""
    found = queries.argument_by_id(comment.argument_id) if comment.argument_id else None
    return url_for(endpoint, **_place(comment), argument=found.number) if found else None


@blueprint.get(f"{ONE}/history")
@permit(Permission.ANSWER_READ, on=the_comment)
def history(comment: Any) -> object:
    """Show what a corrected answer said before."""
    there = _of_argument(comment, "responses.argument_history")
    if there is not None:
        return redirect(there, 303)
    stored = queries.answer_to(comment.id)
    edits = queries.edits_of(stored.id) if stored else ()
    if stored is None or not edits:
        raise Missing
    return render_template(
        "responses/history.html",
        argument=None,
        comment=comment,
        amendment=comment.amendment,
        consultation=comment.consultation,
        stored=stored,
        edits=edits,
    )
