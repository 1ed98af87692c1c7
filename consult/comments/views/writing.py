"""The addresses at which comments are written: a comment, a reply, an edit, taking it back."""

from typing import Any

from flask import flash, redirect, render_template

from consult.comments import actions
from consult.comments.forms import CommentForm, EditCommentForm, EditReplyForm, ReplyForm
from consult.comments.models import Comment
from consult.comments.queries import the_comment
from consult.comments.views.frame import ONE, PLACE, address, blueprint
from consult.comments.views.sending import refused, text_of, told
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.errors import Conflict
from consult.core.words import gettext
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.post(PLACE)
@permit(Permission.COMMENT_WRITE, on=the_amendment)
def write(amendment: Amendment) -> object:
    """Take a comment; where it is refused the form comes back with the text kept."""
    form, written = CommentForm(), list[Comment]()

    def send() -> None:
        text = text_of(form)
        written.append(actions.write_comment(amendment, current_reader(), **text))

    if status := refused(form, send):
        return _form(amendment, form, gettext("Write a comment")), status
    return told(written[0], amendment)


@blueprint.route(f"{ONE}/reply", methods=["GET", "POST"])
@permit(Permission.COMMENT_REPLY, on=the_comment)
def reply(comment: Comment) -> object:
    """Take a reply; its page works where the small form in the thread does not."""
    form, written = ReplyForm(), list[Comment]()

    def send() -> None:
        text = text_of(form) | {"parent": comment}
        written.append(actions.write_comment(comment.amendment, current_reader(), **text))

    if status := refused(form, send):
        page = _form(comment.amendment, form, gettext("Reply to a comment"), answered=comment)
        return page, status
    return told(written[0], comment.amendment)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@permit(Permission.COMMENT_EDIT, on=the_comment)
def edit(comment: Comment) -> object:
    """Change one's own comment."""
    kind = EditReplyForm if comment.parent_id else EditCommentForm
    form = kind(obj=comment)

    def send() -> None:
        seen = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        actions.edit_comment(comment, current_reader(), **text_of(form), version=seen)

    if status := refused(form, send):
        if status == Conflict.status:
            form.version.data = comment.version
        page = _form(comment.amendment, form, gettext("Edit your comment"), edited=comment)
        return page, status
    return told(comment, comment.amendment)


@blueprint.post(f"{ONE}/withdraw")
@permit(Permission.COMMENT_WITHDRAW, on=the_comment)
def withdraw(comment: Comment) -> object:
    """Take one's own comment back."""
    actions.withdraw_comment(comment)
    flash(gettext("Your comment is withdrawn. Nobody reads it any more."), "done")
    return redirect(address(comment, comment.amendment), 303)


def _form(amendment: Amendment, form: Any, heading: str, **more: Any) -> str:
    return render_template(
        "comments/write.html",
        amendment=amendment,
        consultation=amendment.consultation,
        form=form,
        heading=heading,
        **more,
    )
