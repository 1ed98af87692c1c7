"""One case: all that a moderator needs on one screen, and the decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from consult.comments.models import Comment
from consult.consultations.desk_rules import rules_for
from consult.core.errors import Conflict
from consult.moderation import actions, context, leases, queries, second_looks, waiting
from consult.moderation.alone import somebody_else_may
from consult.moderation.appeal_cases import appeal_waiting_on
from consult.moderation.forms import DecisionForm
from consult.moderation.models import Decision, Lease
from consult.moderation.rules import Action, Ground
from consult.moderation.views.frame import (
    ENDPOINTS,
    KEYS_COOKIE,
    WORDS,
    blueprint,
    filters,
    keys_are_on,
)
from consult.moderation.views.queue import asked_by, next_address
from consult.moderation.words import DECIDED
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

ONE = "/moderation/comments/<int:comment>"
PAGES: dict[str, tuple[str, str]] = {
    "comment": ("moderation.case", "comment"),
    **{str(show): page for show, page in ENDPOINTS.items()},
}
"""The pages on which cases are decided by keys."""


@blueprint.route(ONE, methods=["GET", "POST"])
@permit(Permission.CASE_OPEN, on=queries.the_case)
def case(comment: Comment) -> object:
    """Show one case with its history, and decide on it; then the next one opens."""
    form = DecisionForm.of(comment)
    if request.method == "GET" and comment.waiting_since:
        lease = leases.open_case(leases.COMMENT, comment.id, current_reader(), _minutes(comment))
        if lease.moderator_id != current_reader().id:
            return _passed_over(comment, form, lease)
    try:
        if form.validate_on_submit() and form.tried(lambda: _decide(comment, form)):
            flash(str(DECIDED[Action(form.action.data)]), "done")
            return redirect(next_address(current_reader()), 303)
    except Conflict as conflict:
        form.version.data = str(comment.version)
        return _shown(comment, form, conflict=conflict), conflict.status
    return _shown(comment, form), 422 if form.is_submitted() else 200


def _minutes(comment: Comment) -> int:
    return rules_for(comment.consultation_id).lease_minutes


def _passed_over(comment: Comment, form: DecisionForm, lease: Lease) -> object:
    """Whoever was on the way to the next case goes on; whoever chose this one may read it."""
    if request.args.get("next"):
        return redirect(url_for("moderation.next_case", **filters()), 303)
    return _shown(comment, form, lease=lease)


def _decide(comment: Comment, form: DecisionForm) -> None:
    reader = current_reader()
    leases.take(leases.COMMENT, comment.id, reader, _minutes(comment))
    decision = actions.decide(
        comment,
        reader,
        Action(form.action.data),
        ground=Ground(form.ground.data) if form.ground.data else None,
        note=form.note.data or "",
        version=int(form.version.data),
        quote=form.quote.data or "",
        detail=form.detail,
    )
    second_looks.sample(decision)
    leases.give_back(leases.COMMENT, comment.id, reader)


def _appeal_on(comment: Comment, history: Sequence[tuple[Decision, str]]) -> dict[str, Any]:
    """Return the appeal that waits against one of the decisions, and who is left to answer it."""
    appeal = appeal_waiting_on(comment.id) if history else None
    if appeal is None:
        return {"appeal": None}
    taken = {one.id: one.moderator_id for one, _name in history}
    by = taken.get(appeal.decision_id, 0)
    barred = {by, appeal.author_id, *(comment.answered_by or ())}
    return {
        "appeal": appeal,
        "own_decision": by == current_reader().id,
        "nobody_else": not somebody_else_may(comment.consultation_id, barred),
    }


def _shown(comment: Comment, form: DecisionForm, **given: Any) -> str:
    rules, history = rules_for(comment.consultation_id), queries.decisions_on(comment.id)
    return render_template(
        "moderation/case.html",
        case=context.case_of(comment, current_language()),
        form=form,
        rules=rules,
        concealed=rules.conceal and comment.waiting_since is not None,
        history=history,
        **_appeal_on(comment, history),
        filters=filters(),
        keys=keys_are_on(),
        **{"lease": None, "conflict": None, **given},
        **WORDS,
    )


@blueprint.post(f"{ONE}/lease")
@permit(Permission.COMMENT_DECIDE, on=queries.the_case)
def lease(comment: Comment) -> object:
    """Keep a case that is open on somebody's screen."""
    leases.take(leases.COMMENT, comment.id, current_reader(), _minutes(comment))
    return "", 204


@blueprint.post(f"{ONE}/leave")
@permit(Permission.CASE_OPEN, on=queries.the_case)
def leave(comment: Comment) -> object:
    """Let others have a case, and go back to the queue or on to the next one."""
    reader = current_reader()
    leases.give_back(leases.COMMENT, comment.id, reader)
    if request.form.get("to") != "next":
        return redirect(url_for("moderation.queue", **filters()), 303)
    return redirect(next_address(reader, after=waiting.place_of(comment, asked_by(reader))), 303)


def _where_they_were(sent: Mapping[str, str]) -> str:
    """Return the address of the case that a form names by kind and number, or of the queue."""
    kind, number = sent.get("kind"), sent.get("number", "")
    if kind in PAGES and number.isdecimal() and len(number) < 19:
        endpoint, name = PAGES[kind]
        here: dict[str, Any] = {name: int(number), **filters()}
        return url_for(endpoint, **here)
    return url_for("moderation.queue", **filters())


@blueprint.post("/moderation/keys")
@permit(Permission.MODERATION_DESK)
def keys() -> object:
    """Turn deciding by keys off, or on again; a cookie remembers it."""
    on = request.form.get("keys") == "on"
    answer = redirect(_where_they_were(request.form), 303)
    year = 365 * 24 * 3600
    answer.set_cookie(
        KEYS_COOKIE, "on" if on else "off", max_age=year, httponly=True, samesite="Lax"
    )
    return answer
