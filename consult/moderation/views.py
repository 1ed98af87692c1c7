"""The addresses of moderation."""

from flask import Blueprint

from consult.web.permit import public

blueprint = Blueprint("moderation", __name__)


@blueprint.route("/moderation", methods=["GET", "POST"])
@public
def queue(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""
