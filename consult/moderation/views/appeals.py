"""Appeals: the page on which an author objects to a decision, and the case of who answers it."""

from flask import flash, redirect, render_template, request, url_for

from consult.consultations.desk_rules import DeskRules, rules_for
from consult.core.errors import Conflict
from consult.core.words import gettext
from consult.moderation import appeal_cases, appeals, context, leases
from consult.moderation.appeal_cases import Appealed
from consult.moderation.forms import AppealForm, OutcomeForm
from consult.moderation.grounds import GROUND_RULES
from consult.moderation.verdict_words import (
    IF_OVERTURNED,
    OUTCOME_DONE,
    OUTCOME_LABELS,
    OUTCOME_TOLD,
    SANCTION_LABELS,
    TO_AUTHOR,
    TO_STAFF,
)
from consult.moderation.verdicts import Outcome
from consult.moderation.views.frame import WORDS, blueprint, filters, keys_are_on
from consult.moderation.views.queue import next_address
from consult.permissions import Permission, why_not
from consult.web import shared
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

shared.give(
    blueprint,
    TO_AUTHOR=TO_AUTHOR,
    OUTCOME_TOLD=OUTCOME_TOLD,
    GROUND_RULES=GROUND_RULES,
    SANCTION_LABELS=SANCTION_LABELS,
)


@blueprint.get("/account/appeals/<int:decision>")
@permit(Permission.APPEAL_READ, on=appeal_cases.the_appealed)
def appeal(case: Appealed) -> object:
    """Show a decision to the author, with the form to appeal or what became of the appeal."""
    return _own_page(case, AppealForm(None))


@blueprint.post("/account/appeals/<int:decision>")
@permit(Permission.APPEAL_WRITE, on=appeal_cases.the_appealed)
def send_appeal(case: Appealed) -> object:
    """Appeal against a decision."""
    form, reader = AppealForm(), current_reader()
    if form.validate() and form.tried(
        lambda: appeals.make_appeal(case, reader, form.body.data or "")
    ):
        flash(gettext("Your appeal is sent. Another moderator answers it."), "done")
        return redirect(url_for("moderation.appeal", decision=case.decision.id), 303)
    return _own_page(case, form), 422


def _own_page(case: Appealed, form: AppealForm) -> str:
    return render_template(
        "moderation/appeal.html",
        case=case,
        form=form,
        refusal=why_not(current_reader(), Permission.APPEAL_WRITE, case),
        **WORDS,
    )


@blueprint.route("/moderation/appeals/<int:appeal>", methods=["GET", "POST"])
@permit(Permission.APPEAL_ANSWER, on=appeal_cases.the_appeal)
def appeal_case(case: Appealed) -> object:
    """Show an appeal with the decision it is against, and answer it."""
    form, reader = OutcomeForm(), current_reader()
    try:
        if form.validate_on_submit() and form.tried(
            lambda: appeals.answer_appeal(
                case, reader, Outcome(form.outcome.data), form.note.data or ""
            )
        ):
            flash(str(OUTCOME_DONE[Outcome(form.outcome.data)]), "done")
            return redirect(next_address(reader), 303)
    except Conflict as conflict:
        return _case_page(case, form, conflict), conflict.status
    return _case_page(case, form), 422 if form.is_submitted() else 200


def open_elsewhere(kind: str, number: int, rules: DeskRules) -> bool:
    """Let a case that is looked at belong to the reader; tell whether it is another's already.

    Whoever answers first decides: the lease keeps others from being led here meanwhile.
    """
    if request.method != "GET":
        return False
    reader = current_reader()
    return leases.open_case(kind, number, reader, rules.lease_minutes).moderator_id != reader.id


def _case_page(case: Appealed, form: OutcomeForm, conflict: Conflict | None = None) -> str:
    rules, number = rules_for(case.comment.consultation_id), case.appeal.id if case.appeal else 0
    return render_template(
        "moderation/appeal_case.html",
        case=case,
        about=context.case_of(case.comment, current_language()),
        form=form,
        conflict=conflict,
        conceal=rules.conceal,
        filters=filters(),
        keys=keys_are_on(),
        elsewhere=case.waits and open_elsewhere(leases.APPEAL, number, rules),
        TO_STAFF=TO_STAFF,
        IF_OVERTURNED=IF_OVERTURNED,
        OUTCOME_LABELS=OUTCOME_LABELS,
        **WORDS,
    )
