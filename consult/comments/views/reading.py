"""The addresses at which comments are read and reacted to."""

from flask import redirect, render_template, request, url_for

from consult.comments import actions, queries
from consult.comments.history import history_of
from consult.comments.models import Comment
from consult.comments.places import Judged, the_judged
from consult.comments.queries import the_comment
from consult.comments.rules import Reaction
from consult.comments.views.frame import ONE, blueprint, way_back
from consult.consultations.models import Wording
from consult.consultations.queries import wordings_of
from consult.core.errors import Invalid, Missing
from consult.core.words import gettext
from consult.moderation.appeal_cases import decisions_to_tell, outcome_on
from consult.moderation.queries import last_decision_of
from consult.permissions import Permission, allowed
from consult.responses.queries import submission_of
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.get(ONE)
@permit(Permission.COMMENT_READ, on=queries.the_comment_or_moved)
def comment(comment: Comment) -> object:
    """Show one comment, or its stone, where it belongs and what was answered.

    Where a moderator moved it to another amendment, its old address leads there.
    """
    here = comment.amendment.number
    if request.view_args and request.view_args["number"] != here:
        there = {**request.view_args, "number": here}
        return redirect(url_for("comments.comment", **there), 301)
    after, reader = request.args.get("after"), current_reader()
    decision = last_decision_of([comment.id]).get(comment.id)
    own = reader.id is not None and comment.author_id == reader.id
    return render_template(
        "comments/thread.html",
        comment=comment,
        amendment=comment.amendment,
        consultation=comment.consultation,
        row=queries.row_of(comment, reader.id),
        wording=_revised(comment),
        page=queries.thread_of(comment, after, reader.id),
        decision=decision,
        told=decisions_to_tell([comment]).get(comment.id) if own else None,
        appeal=outcome_on(comment.id),
        submission=submission_of(comment) if reader.is_staff else None,
    )


def _revised(comment: Comment) -> Wording | None:
    """Return the wording in which words quoted from an older revision are looked for."""
    quote, amendment = comment.quote, comment.amendment
    if not quote or quote["revision"] == amendment.revision:
        return None
    return wordings_of(amendment, amendment.revision).get(quote["language"])


@blueprint.get(f"{ONE}/history")
@permit(Permission.COMMENT_HISTORY, on=the_comment)
def history(comment: Comment) -> object:
    """Show what an edited comment said before."""
    everything = allowed(current_reader(), Permission.COMMENT_READ_KEPT, comment)
    found = history_of(comment, everything=everything, after=request.args.get("after"))
    if not found.edits:
        raise Missing
    return render_template(
        "comments/history.html",
        comment=comment,
        amendment=comment.amendment,
        consultation=comment.consultation,
        history=found,
    )


@blueprint.post(f"{ONE}/reaction")
@permit(Permission.COMMENT_REACT, on=the_judged)
def reaction(comment: Judged) -> object:
    """Agree, disagree or pass; the same again takes it back."""
    value = request.form.get("value")
    if value not in set(Reaction):
        raise Invalid(gettext("Press agree, disagree or pass."))
    actions.react(comment, current_reader(), Reaction(value))
    return redirect(f"{way_back(comment)}#comment-{comment.id}", 303)
