"""What the pages of imports share: the blueprint and the words of templates."""

from typing import Any

from flask import Blueprint

from consult.comments.words import CHANNEL_LABELS

blueprint = Blueprint("imports", __name__)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Give templates the names of the channels."""
    return {"CHANNEL_LABELS": CHANNEL_LABELS}
