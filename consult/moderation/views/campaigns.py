"""A campaign or a flood as one case: the common text, its variants, and one decision on all."""

from flask import flash, redirect, render_template, url_for

from consult.consultations.desk_rules import rules_for
from consult.consultations.queries import text_of
from consult.core.errors import Conflict
from consult.core.words import gettext, lazy, ngettext
from consult.moderation import bulk, leases
from consult.moderation.campaign_cases import (
    CampaignCase,
    shown,
    the_campaign,
    to_decide,
)
from consult.moderation.campaigns import leave_published, settle
from consult.moderation.rules import NEEDS_GROUND, Action, Ground
from consult.moderation.views.campaign_form import LEAVE, CampaignForm
from consult.moderation.views.frame import WORDS, blueprint, filters, keys_are_on
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader


@blueprint.route("/moderation/campaigns/<int:campaign>", methods=["GET", "POST"])
@permit(Permission.CAMPAIGN_DECIDE, on=the_campaign)
def campaign(case: CampaignCase) -> object:
    """Show near-copies together and decide on all of them at once."""
    if case.merged:
        flash(gettext("It was put together with other copies of the same text."))
        return redirect(url_for(".campaign", campaign=case.campaign.id, **filters()), 303)
    form, reader = CampaignForm(), current_reader()
    conflict, done = None, []
    try:
        if form.validate_on_submit() and form.tried(lambda: done.append(_decide(case, form))):
            flash(done[0], "done")
            return redirect(url_for("moderation.queue", **filters()), 303)
        minutes = rules_for(case.consultation.id).lease_minutes
        lease = leases.open_case(leases.CAMPAIGN, case.campaign.id, reader, minutes)
        if lease.moderator_id != reader.id:
            conflict = leases.open_elsewhere()
    except Conflict as refusal:
        conflict = refusal
    status = conflict.status if conflict and form.is_submitted() else 200
    return _page(case, form, conflict), 422 if form.errors else status


def _decide(case: CampaignCase, form: CampaignForm) -> str:
    """Decide, and say how many texts it was about."""
    reader, number = current_reader(), case.campaign.id
    leases.take(leases.CAMPAIGN, number, reader, rules_for(case.consultation.id).lease_minutes)
    if form.action.data == LEAVE:
        leave_published(case.campaign)
        count = 0
    else:
        count = _decide_together(case, form)
    leases.give_back(leases.CAMPAIGN, number, reader)
    if not count:
        return gettext("The published texts stay as they are.")
    return ngettext("One text is decided.", "%(num)d texts are decided.", count)


def _decide_together(case: CampaignCase, form: CampaignForm) -> int:
    reader, action = current_reader(), Action(form.action.data)
    cases = to_decide(case, reader, action, last=form.last, seen_at=form.seen_at)
    if not cases:
        raise Conflict(lazy("None of these texts is left to be decided like this."))
    ground = Ground(form.ground.data) if form.ground.data and action in NEEDS_GROUND else None
    batch = bulk.decide_many(cases, reader, action, ground, form.note.data or "")
    settle(case.campaign)
    return len(cases) - len(batch.skipped)


def _page(case: CampaignCase, form: CampaignForm, conflict: Conflict | None) -> str:
    found = shown(case.campaign)
    if found is None:
        raise Conflict(
            lazy("The authors withdrew all these texts, so the case is closed."),
            lazy("Go back to the desk and open the next case."),
        )
    form.see(found.last)
    return render_template(
        "moderation/campaign.html",
        case=case,
        campaign=case.campaign,
        consultation=case.consultation,
        text=text_of(case.consultation, current_language()),
        shown=found,
        form=form,
        conflict=conflict,
        filters=filters(),
        keys=keys_are_on(),
        **WORDS,
    )
