"""Deciding on several cases at once, on one ground, and undoing it for a while."""

from flask import flash, redirect, url_for

from consult.core.errors import Conflict
from consult.core.words import gettext, ngettext
from consult.moderation import bulk, queries, second_looks
from consult.moderation.forms import BulkForm
from consult.moderation.models import Batch
from consult.moderation.rules import Action, Ground
from consult.moderation.views.frame import asked_among, blueprint, filters
from consult.moderation.views.queue import shown
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.post("/moderation/many")
@permit(Permission.MODERATION_DESK)
def many() -> object:
    """Decide on the ticked cases of a page together."""
    form, reader, status = BulkForm(), current_reader(), 422
    try:
        if form.validate_on_submit() and form.tried(lambda: _decide(form)):
            return redirect(url_for("moderation.queue", **filters()), 303)
    except Conflict as conflict:
        form.case.errors, status = [str(conflict.message)], conflict.status
    places = queries.consultations_moderated(reader)
    return shown(reader, places, asked_among(places), form), status


def _decide(form: BulkForm) -> None:
    ground = Ground(form.ground.data) if form.ground.data else None
    action, note = Action(form.action.data), form.note.data or ""
    batch = bulk.decide_many(form.cases, current_reader(), action, ground, note)
    second_looks.sample_batch(batch)
    if batch.skipped:
        left_out = ", ".join(map(str, batch.skipped[:20]))
        message = gettext(
            "Left out, because they changed meanwhile or somebody else has them open: %(numbers)s",
            numbers=left_out,
        )
        flash(message, "warn")


@blueprint.post("/moderation/batches/<int:batch>/undo")
@permit(Permission.MODERATION_DESK, on=queries.the_batch)
def undo(batch: Batch) -> object:
    """Undo what was decided together."""
    count = bulk.undo(batch, current_reader())
    flash(ngettext("One decision was undone.", "%(num)d decisions were undone.", count), "done")
    return redirect(url_for("moderation.queue", **filters()), 303)
