"""The addresses of accounts."""

from flask import Blueprint

from consult.web.permit import public

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""


@blueprint.route("/sign-out", methods=["GET", "POST"])
@public
def sign_out(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""


@blueprint.route("/account", methods=["GET", "POST"])
@public
def mine(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""


@blueprint.route("/roles", methods=["GET", "POST"])
@public
def roles(**address: str) -> object:
    """Placeholder while the feature is being built."""
    return ""
