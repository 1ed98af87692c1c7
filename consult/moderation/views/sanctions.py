"""Sanctions: warn or propose from a comment, and the case that another moderator settles."""

from flask import flash, redirect, render_template, request, url_for

from consult.comments.models import Comment
from consult.consultations.desk_rules import rules_for
from consult.core.errors import Conflict, Invalid, Refusal
from consult.core.words import gettext
from consult.moderation import leases, queries, sanctions
from consult.moderation.alone import somebody_else_may
from consult.moderation.forms import NoteForm, SanctionForm
from consult.moderation.rules import Ground
from consult.moderation.sanction_cases import SanctionCase, sanctions_on, the_sanction
from consult.moderation.verdict_words import SANCTION_LABELS, SANCTION_STATES
from consult.moderation.verdicts import SanctionKind
from consult.moderation.views.appeals import open_elsewhere
from consult.moderation.views.frame import WORDS, blueprint, filters, keys_are_on
from consult.moderation.views.queue import next_address
from consult.permissions import Permission, allowed
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route("/moderation/comments/<int:comment>/sanction", methods=["GET", "POST"])
@permit(Permission.SANCTION_PROPOSE, on=queries.the_case)
def sanction(comment: Comment) -> object:
    """Warn the author of a comment, or propose to suspend them."""
    form = SanctionForm()
    try:
        if form.validate_on_submit() and form.tried(lambda: _sanction(comment, form)):
            return redirect(url_for("moderation.case", comment=comment.id), 303)
    except Conflict as conflict:
        return _propose_page(comment, form, conflict), conflict.status
    return _propose_page(comment, form), 422 if form.is_submitted() else 200


def _sanction(comment: Comment, form: SanctionForm) -> None:
    reader, ground, note = current_reader(), Ground(form.ground.data), form.note.data or ""
    if form.kind.data == SanctionKind.WARN:
        sanctions.warn(comment, reader, ground, note)
        flash(gettext("The author is warned."), "done")
        return
    sanctions.propose(comment, reader, ground, note, int(form.days.data))
    flash(gettext("The suspension is proposed. Another moderator must confirm it."), "done")


def _propose_page(comment: Comment, form: SanctionForm, conflict: Refusal | None = None) -> str:
    return render_template(
        "moderation/sanction.html",
        comment=comment,
        form=form,
        conflict=conflict,
        record=sanctions_on(comment.author_id),
        SANCTION_LABELS=SANCTION_LABELS,
        SANCTION_STATES=SANCTION_STATES,
        **WORDS,
    )


@blueprint.get("/moderation/sanctions/<int:sanction>")
@permit(Permission.SANCTION_READ, on=the_sanction)
def sanction_case(case: SanctionCase) -> object:
    """Show a proposed suspension, or what became of it."""
    return _case_page(case, NoteForm(None))


@blueprint.post("/moderation/sanctions/<int:sanction>")
@permit(Permission.SANCTION_CONFIRM, on=the_sanction)
def settle_sanction(case: SanctionCase) -> object:
    """Confirm or refuse a proposed suspension."""
    reader, pressed = current_reader(), request.form.get("answer")
    try:
        if pressed == "confirm":
            sanctions.confirm(case.sanction, case.comment, reader)
            flash(gettext("The suspension is in force. The person is told."), "done")
        elif pressed == "refuse":
            sanctions.refuse(case.sanction, reader)
            flash(gettext("The suspension is refused."), "done")
        else:
            raise Invalid(gettext("Press one of the buttons."))
    except Conflict as conflict:
        return _case_page(case, NoteForm(None), conflict), conflict.status
    return redirect(next_address(reader), 303)


@blueprint.post("/moderation/sanctions/<int:sanction>/lift")
@permit(Permission.SANCTION_LIFT, on=the_sanction)
def lift_sanction(case: SanctionCase) -> object:
    """Lift a suspension before its time."""
    form, reader = NoteForm(), current_reader()
    try:
        if form.validate() and form.tried(
            lambda: sanctions.lift(case.sanction, case.comment, reader, form.note.data or "")
        ):
            flash(gettext("The suspension is lifted. The person is told."), "done")
            return redirect(url_for("moderation.sanction_case", sanction=case.sanction.id), 303)
    except Conflict as conflict:
        return _case_page(case, form, conflict), conflict.status
    return _case_page(case, form), 422


def _case_page(case: SanctionCase, form: NoteForm, conflict: Refusal | None = None) -> str:
    rules, may = rules_for(case.comment.consultation_id), Permission.SANCTION_CONFIRM
    settles = case.waits and allowed(current_reader(), may, case)
    barred = {case.proposed_by, case.author_id}
    return render_template(
        "moderation/sanction_case.html",
        case=case,
        form=form,
        conflict=conflict,
        nobody_else=case.waits and not somebody_else_may(case.consultation.id, barred),
        filters=filters(),
        keys=keys_are_on(),
        elsewhere=settles and open_elsewhere(leases.SANCTION, case.sanction.id, rules),
        record=sanctions_on(case.author_id),
        SANCTION_LABELS=SANCTION_LABELS,
        SANCTION_STATES=SANCTION_STATES,
        **WORDS,
    )
