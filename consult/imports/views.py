"""The addresses of imports."""

from flask import Blueprint

from consult.web.permit import public

blueprint = Blueprint("imports", __name__)


@blueprint.route("/import", methods=["GET", "POST"])
@public
def upload(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""
