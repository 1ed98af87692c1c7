"""The addresses of comments: write, read one with its thread, edit, withdraw, react, reply."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.comments import actions, queries
from consult.comments.forms import CommentForm, EditCommentForm, EditReplyForm, ReplyForm
from consult.comments.language import language_of
from consult.comments.models import Comment
from consult.comments.queries import the_comment
from consult.comments.rules import Reaction, State
from consult.comments.words import REACTION_LABELS, STANCE_LABELS, STATE_LABELS, reasons
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.core.errors import Conflict, Invalid, Refusal
from consult.core.words import gettext
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.queries import last_decision_of
from consult.permissions import Permission, allowed, commenting_open, why_not
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

blueprint = Blueprint("comments", __name__)

PLACE = "/consultations/<slug>/amendments/<number>/comments"
ONE = f"{PLACE}/<int:comment>"


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Give every template the words for comments; the amendment page includes ours."""
    return {
        "REACTION_LABELS": REACTION_LABELS,
        "STANCE_LABELS": STANCE_LABELS,
        "STATE_LABELS": STATE_LABELS,
        "GROUND_LABELS": GROUND_LABELS,
        "reasons": reasons,
        "can_on_comments": can_on_comments,
        "why_not_comment": why_not_comment,
    }


def why_not_comment(amendment: Amendment) -> Refusal | None:
    """Return why the reader may not comment here; signing in is no help when commenting is over."""
    reader = current_reader()
    over = commenting_open.why_not(reader, amendment)
    return over or why_not(reader, Permission.COMMENT_WRITE, amendment)


def can_on_comments(permission: str, amendment: Amendment) -> bool:
    """Tell whether the reader may do this to somebody's published comment here, asked once a page.

    The table is asked about a comment that stands for them all; what differs from one to the next,
    whose it is and its state, the rows themselves say.
    """
    one = SimpleNamespace(
        consultation=amendment.consultation, state=State.PUBLISHED, author_id=None
    )
    return allowed(current_reader(), Permission[permission], one)


@blueprint.post(PLACE)
@permit(Permission.COMMENT_WRITE, on=the_amendment)
def write(amendment: Amendment) -> object:
    """Take a comment; where it is refused the form comes back with the text kept."""
    form, written = CommentForm(), list[Comment]()

    def send() -> None:
        text = _text(form)
        written.append(actions.write_comment(amendment, current_reader(), **text))

    if status := _refused(form, send):
        return _form(amendment, form, gettext("Write a comment")), status
    return _told(written[0], amendment)


@blueprint.get(ONE)
@permit(Permission.COMMENT_READ, on=the_comment)
def comment(comment: Comment) -> object:
    """Show one comment, or its stone, where it belongs and what was answered."""
    after, reader = request.args.get("after"), current_reader()
    decision = last_decision_of([comment.id]).get(comment.id)
    return render_template(
        "comments/thread.html",
        comment=comment,
        amendment=comment.amendment,
        consultation=comment.consultation,
        row=queries.row_of(comment, reader.id),
        page=queries.thread_of(comment, after, reader.id),
        decision=decision,
    )


@blueprint.route(f"{ONE}/reply", methods=["GET", "POST"])
@permit(Permission.COMMENT_REPLY, on=the_comment)
def reply(comment: Comment) -> object:
    """Take a reply; its page works where the small form in the thread does not."""
    form, written = ReplyForm(), list[Comment]()

    def send() -> None:
        text = _text(form) | {"parent": comment}
        written.append(actions.write_comment(comment.amendment, current_reader(), **text))

    if status := _refused(form, send):
        page = _form(comment.amendment, form, gettext("Reply to a comment"), answered=comment)
        return page, status
    return _told(written[0], comment.amendment)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@permit(Permission.COMMENT_EDIT, on=the_comment)
def edit(comment: Comment) -> object:
    """Change one's own comment."""
    kind = EditReplyForm if comment.parent_id else EditCommentForm
    form = kind(obj=comment)

    def send() -> None:
        seen = int(form.version.data) if (form.version.data or "").isdecimal() else 0
        actions.edit_comment(comment, current_reader(), **_text(form), version=seen)

    if status := _refused(form, send):
        if status == Conflict.status:
            form.version.data = comment.version
        page = _form(comment.amendment, form, gettext("Edit your comment"), edited=comment)
        return page, status
    return _told(comment, comment.amendment)


@blueprint.post(f"{ONE}/withdraw")
@permit(Permission.COMMENT_WITHDRAW, on=the_comment)
def withdraw(comment: Comment) -> object:
    """Take one's own comment back."""
    actions.withdraw_comment(comment)
    flash(gettext("Your comment is withdrawn. Nobody reads it any more."), "done")
    return redirect(_address(comment, comment.amendment), 303)


@blueprint.post(f"{ONE}/reaction")
@permit(Permission.COMMENT_REACT, on=the_comment)
def reaction(comment: Comment) -> object:
    """Agree, disagree or pass; the same again takes it back."""
    value = request.form.get("value")
    if value not in set(Reaction):
        raise Invalid(gettext("Press agree, disagree or pass."))
    actions.react(comment, current_reader(), Reaction(value))
    return redirect(f"{_way_back(comment)}#comment-{comment.id}", 303)


def _refused(form: Any, send: Any) -> int:
    """Send a form; 0 when it worked, else the status with which it is shown (200: not sent yet).

    What the reader typed stays; the reason stands beside its field.
    """
    if not form.is_submitted():
        return 200
    if not form.validate():
        return 422
    try:
        send()
    except Refusal as refusal:
        if refusal.field not in form:
            raise
        form[refusal.field].errors = [refusal.message]
        return refusal.status
    return 0


def _text(form: Any) -> dict[str, Any]:
    body = form.body.data or ""
    stance = form.stance.data if "stance" in form else None
    return {"body": body, "stance": stance, "language": language_of(body, current_language())}


def _form(amendment: Amendment, form: Any, heading: str, **more: Any) -> str:
    return render_template(
        "comments/write.html",
        amendment=amendment,
        consultation=amendment.consultation,
        form=form,
        heading=heading,
        **more,
    )


def _told(comment: Comment, amendment: Amendment) -> Response:
    """Say at once whether the comment is published, and lead to its page, which says why not."""
    if comment.state == State.HELD:
        flash(gettext("A moderator reads your comment before it is published."), "warn")
    else:
        flash(gettext("Your comment is published."), "done")
    return redirect(_address(comment, amendment), 303)


def _address(comment: Comment, amendment: Amendment) -> str:
    place: dict[str, Any] = {"slug": amendment.consultation.slug, "number": amendment.number}
    return url_for("comments.comment", **place, comment=comment.id)


def _way_back(comment: Comment) -> str:
    """Return the page of the list that the reader came from, if it is one of this amendment."""
    place: dict[str, Any] = {"slug": comment.consultation.slug, "number": comment.amendment.number}
    home = url_for("consultations.amendment", **place)
    back = request.form.get("back", "")
    inside = back == home or back.startswith((f"{home}?", f"{home}/comments/"))
    return back if inside else _address(comment, comment.amendment)
