"""The addresses of notifications: turn the digest of waiting cases on or off."""

from flask import Blueprint, flash, redirect, request, url_for

from consult.core.words import gettext
from consult.notifications.alarms import turn_digest
from consult.permissions import Permission
from consult.web.permit import permit
from consult.web.readers import current_reader

blueprint = Blueprint("notifications", __name__)


@blueprint.post("/account/digest")
@permit(Permission.MODERATION_DESK)
def digest() -> object:
    """Turn one's own digest of waiting cases on or off."""
    on = request.form.get("digest") == "on"
    turn_digest(current_reader().id or 0, on)
    words = gettext("You get the digest again.") if on else gettext("You get no digest any more.")
    flash(words, "done")
    return redirect(url_for("accounts.mine") + "#mails", 303)
