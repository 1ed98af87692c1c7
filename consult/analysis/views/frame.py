"""The blueprint of what was found in texts and reactions, and the words of its templates."""

from typing import Any

from flask import Blueprint

from consult.analysis.theme_words import THEME_MARKS, mark_of

blueprint = Blueprint("analysis", __name__)

ALL = "/consultations/<slug>/themes"


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Give every template the words for themes."""
    return {"THEME_MARKS": THEME_MARKS, "theme_mark": mark_of}
