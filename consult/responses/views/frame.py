"""What the pages of official answers share: the blueprint and the words of templates."""

from typing import Any

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from consult.responses.words import (
    ANSWER_STATE_LABELS,
    DISPOSITION_LABELS,
    DISPOSITION_MEANINGS,
    SHOW_LABELS,
    WORK_LABELS,
)
from consult.web import shared

blueprint = Blueprint("responses", __name__)

ONE = "/consultations/<slug>/amendments/<number>/comments/<int:comment>/answer"
ARGUMENTS = "/consultations/<slug>/amendments/<number>/arguments"
ARGUMENT = f"{ARGUMENTS}/<int:argument>"

WORDS: dict[str, Any] = {
    "DISPOSITION_LABELS": DISPOSITION_LABELS,
    "DISPOSITION_MEANINGS": DISPOSITION_MEANINGS,
    "ANSWER_SHOW_LABELS": SHOW_LABELS,
    "ANSWER_STATE_LABELS": ANSWER_STATE_LABELS,
    "WORK_LABELS": WORK_LABELS,
}
"""The words for answers, the same for everybody: pages of comments show them too."""


@blueprint.record
def _give_shared_pages_the_words(state: BlueprintSetupState) -> None:
    shared.give(state.app, **WORDS)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Give every template the words for answers."""
    return WORDS
