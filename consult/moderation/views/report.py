"""Reporting a comment to the moderators."""

from flask import flash, redirect, render_template, url_for

from consult.comments.models import Comment
from consult.comments.queries import the_comment
from consult.core.words import gettext
from consult.moderation import actions
from consult.moderation.forms import ReportForm
from consult.moderation.rules import Ground
from consult.moderation.views.frame import WORDS, blueprint
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route(
    "/consultations/<slug>/amendments/<number>/comments/<int:comment>/report",
    methods=["GET", "POST"],
)
@permit(Permission.COMMENT_REPORT, on=the_comment)
def report(comment: Comment) -> object:
    """Report a comment to the moderators."""
    form = ReportForm()
    new: list[bool] = []

    def send() -> None:
        note = form.note.data or ""
        new.append(actions.report(comment, current_reader(), Ground(form.ground.data), note))

    if not (form.validate_on_submit() and form.tried(send)):
        page = render_template("moderation/report.html", comment=comment, form=form, **WORDS)
        return page, 422 if form.is_submitted() else 200
    if new[0]:
        flash(gettext("Thank you. A moderator will look at this comment."), "done")
    else:
        flash(gettext("You have reported this already. A moderator will look at it."), "done")
    return redirect(_address_of(comment), 303)


def _address_of(comment: Comment) -> str:
    amendment = comment.amendment
    return url_for(
        "comments.comment",
        slug=amendment.consultation.slug,
        number=amendment.number,
        comment=comment.id,
    )
