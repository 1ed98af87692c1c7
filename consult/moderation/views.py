"""The addresses of moderation: report a comment, the queue, one case and its decision."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from consult.comments.models import Comment
from consult.comments.queries import the_comment
from consult.comments.words import STANCE_LABELS, STATE_LABELS, reasons
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of
from consult.core.errors import Conflict, Missing
from consult.core.words import gettext
from consult.moderation import actions, queries
from consult.moderation.forms import DecisionForm, ReportForm
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.marks import lines_of
from consult.moderation.rules import Action, Ground, Show, actions_for
from consult.moderation.words import ACTION_LABELS, DECIDED, HISTORY, SHOW_LABELS
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

blueprint = Blueprint("moderation", __name__)

WORDS = {
    "actions_for": actions_for,
    "ACTION_LABELS": ACTION_LABELS,
    "GROUND_LABELS": GROUND_LABELS,
    "GROUND_RULES": GROUND_RULES,
    "HISTORY": HISTORY,
    "SHOW_LABELS": SHOW_LABELS,
    "STANCE_LABELS": STANCE_LABELS,
    "STATE_LABELS": STATE_LABELS,
    "lines_of": lines_of,
    "reasons": reasons,
}


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


@blueprint.get("/moderation")
@permit(Permission.MODERATION_DESK)
def queue() -> object:
    """List the cases that wait for this moderator, or what was decided."""
    reader, show = current_reader(), _show()
    places = queries.consultations_moderated(reader)
    place, after = _place(places), request.args.get("after")
    frame = {
        "show": show,
        "place": place,
        "places": [(one, text_of(one, current_language())) for one in places],
        "counts": queries.waiting_counts(reader, place),
        "filters": _filters(),
        **WORDS,
    }
    if show == Show.DECIDED:
        page = queries.decided_cases(reader, place, after)
        return render_template("moderation/decided.html", page=page, **frame)
    waiting = queries.waiting_cases(reader, show, place, after, current_language())
    forms = {case.comment.id: DecisionForm.of(case.comment) for case in waiting.items}
    return render_template("moderation/queue.html", page=waiting, forms=forms, **frame)


def _show() -> Show:
    try:
        return Show(request.args.get("show", Show.ALL))
    except ValueError:
        raise Missing from None


def _place(places: Sequence[Consultation]) -> Consultation | None:
    slug = request.args.get("consultation")
    if not slug:
        return None
    found = next((one for one in places if one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def _filters() -> dict[str, Any]:
    """Return what the queue was narrowed to, so that a decision leads back there."""
    return {name: request.args[name] for name in ("show", "consultation") if request.args.get(name)}


@blueprint.route("/moderation/comments/<int:comment>", methods=["GET", "POST"])
@permit(Permission.COMMENT_DECIDE, on=queries.the_case)
def case(comment: Comment) -> object:
    """Show one case with its history, and decide on it."""
    form = DecisionForm.of(comment)
    try:
        if form.validate_on_submit() and form.tried(lambda: _decide(comment, form)):
            flash(str(DECIDED[Action(form.action.data)]), "done")
            return redirect(url_for("moderation.queue", **_filters()), 303)
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
        filters=_filters(),
        **WORDS,
    )
