"""The addresses of what one did here: reactions, reports, all of one's data."""

from flask import Response, render_template, request

from consult.accounts.forms import ROLE_LABELS
from consult.accounts.labels import AGE_LABELS
from consult.accounts.views.frame import blueprint
from consult.comments.own import reactions_of
from consult.comments.words import REACTION_LABELS, STANCE_LABELS, STATE_LABELS
from consult.core.links import settings
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.own import OUTCOMES, outcome, reports_of
from consult.moderation.words import HISTORY
from consult.pages.my_data import MOST_SHOWN, REACTIONS, as_json, is_cut, my_data
from consult.permissions import Permission
from consult.votes.labels import CHOICE_LABELS
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

WORDS = {
    "choices": CHOICE_LABELS,
    "stances": STANCE_LABELS,
    "states": STATE_LABELS,
    "grounds": GROUND_LABELS,
    "reactions": REACTION_LABELS,
    "roles": ROLE_LABELS,
    "decided": HISTORY,
    "outcomes": OUTCOMES,
    "ages": AGE_LABELS,
}


@blueprint.get("/account/reactions")
@permit(Permission.ACCOUNT_OWN)
def my_reactions() -> object:
    """List what one agreed and disagreed with."""
    found = reactions_of(current_reader().id or 0, request.args.get("after"))
    return render_template("accounts/my_reactions.html", found=found, names=REACTIONS, **WORDS)


@blueprint.get("/account/reports")
@permit(Permission.ACCOUNT_OWN)
def my_reports() -> object:
    """List what one reported and what became of it."""
    found = reports_of(current_reader().id or 0, request.args.get("after"))
    return render_template("accounts/my_reports.html", found=found, outcome=outcome, **WORDS)


@blueprint.get("/account/data")
@permit(Permission.ACCOUNT_OWN)
def my_data_page() -> object:
    """Show all that is held of the reader, to be read and printed."""
    data = my_data(current_reader().id or 0, MOST_SHOWN)
    shown = {"data": data, "cut": is_cut(data), "most": MOST_SHOWN}
    regions = settings().region_names(current_language())
    return render_template("accounts/my_data.html", regions=regions, **shown, **WORDS)


@blueprint.post("/account/data.json")
@permit(Permission.ACCOUNT_OWN)
def my_data_file() -> object:
    """Hand out all that is held of the reader, as a file."""
    response = Response(as_json(my_data(current_reader().id or 0)), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
