"""One case: all that a moderator needs on one screen, and the decision."""

from flask import flash, redirect, render_template, url_for

from consult.comments.models import Comment
from consult.core.errors import Conflict
from consult.moderation import actions, queries
from consult.moderation.forms import DecisionForm
from consult.moderation.rules import Action, Ground
from consult.moderation.views.frame import WORDS, blueprint, filters
from consult.moderation.words import DECIDED
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route("/moderation/comments/<int:comment>", methods=["GET", "POST"])
@permit(Permission.COMMENT_DECIDE, on=queries.the_case)
def case(comment: Comment) -> object:
    """Show one case with its history, and decide on it."""
    form = DecisionForm.of(comment)
    try:
        if form.validate_on_submit() and form.tried(lambda: _decide(comment, form)):
            flash(str(DECIDED[Action(form.action.data)]), "done")
            return redirect(url_for("moderation.queue", **filters()), 303)
    except Conflict as conflict:
        form.version.data = str(comment.version)
        return _shown(comment, form, conflict), conflict.status
    return _shown(comment, form), 422 if form.is_submitted() else 200


def _decide(comment: Comment, form: DecisionForm) -> None:
    actions.decide(
        comment,
        current_reader(),
        Action(form.action.data),
        ground=Ground(form.ground.data) if form.ground.data else None,
        note=form.note.data or "",
        version=int(form.version.data),
    )


def _shown(comment: Comment, form: DecisionForm, conflict: Conflict | None = None) -> str:
    return render_template(
        "moderation/case.html",
        case=queries.case_of(comment, current_language()),
        form=form,
        conflict=conflict,
        history=queries.decisions_on(comment.id),
        filters=filters(),
        **WORDS,
    )
