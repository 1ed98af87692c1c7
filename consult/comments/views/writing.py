"""The addresses at which comments are written: a comment, a reply, an edit, taking it back."""

from typing import Any

from flask import flash, redirect, render_template

from consult.comments import actions
from consult.comments.forms import CommentForm, EditCommentForm, EditReplyForm, ReplyForm
from consult.comments.history import leaves_no_mark
from consult.comments.models import Comment
from consult.comments.previewing import Preview
from consult.comments.queries import the_comment
from consult.comments.receipts import send_receipt
from consult.comments.views.frame import ONE, PLACE, address, blueprint
from consult.comments.views.previews import looked_at, preview_page
from consult.comments.views.sending import asks, refused, text_of, told
from consult.comments.views.suggesting import edit_suggestion
from consult.comments.writing import Written
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
    form, written, looks = CommentForm(), list[Written](), list[Preview]()

    def send() -> None:
        if look := looked_at(amendment, form):
            looks.append(look)
        else:
            written.append(_written(amendment, form))

    if status := refused(form, send):
        return _form(amendment, form, gettext("Write a comment")), status
    return preview_page(amendment, form, looks[0]) if looks else told(written[0], amendment)


@blueprint.route(f"{ONE}/reply", methods=["GET", "POST"])
@permit(Permission.COMMENT_REPLY, on=the_comment)
def reply(comment: Comment) -> object:
    """Take a reply; its page works where the small form in the thread does not."""
    form, written, looks = ReplyForm(), list[Written](), list[Preview]()

    def send() -> None:
        if look := looked_at(comment.amendment, form, parent=comment):
            looks.append(look)
        else:
            written.append(_written(comment.amendment, form, parent=comment))

    if status := refused(form, send):
        page = _form(comment.amendment, form, gettext("Reply to a comment"), answered=comment)
        return page, status
    if looks:
        return preview_page(comment.amendment, form, looks[0], answered=comment)
    return told(written[0], comment.amendment)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@permit(Permission.COMMENT_EDIT, on=the_comment)
def edit(comment: Comment) -> object:
    """Change one's own comment; a suggestion has a page of its own."""
    if comment.suggestion:
        return edit_suggestion(comment)
    kind = EditReplyForm if comment.parent_id else EditCommentForm
    form, looks = kind(obj=comment), list[Preview]()

    def send() -> None:
        above = comment if comment.parent_id else None
        if look := looked_at(comment.amendment, form, parent=above, new=False):
            looks.append(look)
            return
        seen = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        said = text_of(form) | {"question": asks(form)}
        actions.edit_comment(comment, current_reader(), **said, version=seen)

    if status := refused(form, send):
        if status == Conflict.status:
            form.version.data = comment.version
        more = {"edited": comment, "silently": leaves_no_mark(comment)}
        page = _form(comment.amendment, form, gettext("Edit your comment"), **more)
        return page, status
    if looks:
        return preview_page(comment.amendment, form, looks[0], edited=comment)
    return told(comment, comment.amendment)


@blueprint.post(f"{ONE}/withdraw")
@permit(Permission.COMMENT_WITHDRAW, on=the_comment)
def withdraw(comment: Comment) -> object:
    """Take one's own comment back."""
    actions.withdraw_comment(comment)
    flash(gettext("Your comment is withdrawn. Nobody reads it any more."), "done")
    return redirect(address(comment, comment.amendment), 303)


def _written(amendment: Amendment, form: Any, parent: Comment | None = None) -> Written:
    """Write the comment; a receipt goes out once, also after a double click."""
    reader = current_reader()
    seen = form.seen if "revision" in form else None
    more: dict[str, Any] = {"parent": parent, "seen": seen, "question": asks(form)}
    comment = actions.write_comment(amendment, reader, **text_of(form), **more)
    if form.receipt.data and not comment.again:
        send_receipt(comment, amendment, reader)
    return comment


def _form(amendment: Amendment, form: Any, heading: str, **more: Any) -> str:
    return render_template(
        "comments/write.html",
        amendment=amendment,
        consultation=amendment.consultation,
        form=form,
        heading=heading,
        **more,
    )
