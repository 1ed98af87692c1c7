"""The addresses of consultations."""

from flask import Blueprint

from consult.web.permit import public

blueprint = Blueprint("consultations", __name__)


@blueprint.route("/consultations/<slug>", methods=["GET", "POST"])
@public
def consultation(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""
