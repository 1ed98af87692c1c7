"""Judging a comment a second time, without seeing what was decided first."""

from flask import flash, redirect, render_template, request

from consult.consultations.desk_rules import rules_for
from consult.core.errors import Conflict
from consult.core.words import gettext
from consult.moderation import context, leases, second_looks
from consult.moderation.forms import JudgementForm
from consult.moderation.rules import Action, Ground
from consult.moderation.second_looks import Look
from consult.moderation.views.frame import WORDS, blueprint, filters, keys_are_on
from consult.moderation.views.queue import next_address
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route("/moderation/second-looks/<int:decision>", methods=["GET", "POST"])
@permit(Permission.SECOND_LOOK, on=second_looks.the_look)
def second_look(look: Look) -> object:
    """Show a decided comment as if it still waited, and write down how it would be decided."""
    form, number = JudgementForm(), look.decision.id
    if request.method == "GET" and not look.done:
        lease = leases.open_case(leases.SECOND_LOOK, number, current_reader())
        if lease.moderator_id != current_reader().id:
            raise leases.open_elsewhere()
    if look.done:
        raise Conflict(gettext("Somebody took this second look meanwhile."))
    if form.validate_on_submit() and form.tried(lambda: _judge(look, form)):
        flash(gettext("Your judgement is written down. Nothing changes in public."), "done")
        return redirect(next_address(current_reader()), 303)
    page = render_template(
        "moderation/second_look.html",
        look=look,
        case=context.case_of(look.comment, current_language()),
        form=form,
        rules=rules_for(look.consultation.id),
        filters=filters(),
        keys=keys_are_on(),
        **WORDS,
    )
    return page, 422 if form.is_submitted() else 200


def _judge(look: Look, form: JudgementForm) -> None:
    reader = current_reader()
    leases.take(leases.SECOND_LOOK, look.decision.id, reader)
    ground = Ground(form.ground.data) if form.ground.data else None
    second_looks.judge(look, reader, Action(form.action.data), ground)
    leases.give_back(leases.SECOND_LOOK, look.decision.id, reader)
