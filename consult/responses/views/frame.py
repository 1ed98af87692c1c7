"""What the pages of official answers share: the blueprint and the words of templates."""

from flask import Blueprint

from consult.responses.words import (
    ANSWER_STATE_LABELS,
    DISPOSITION_LABELS,
    DISPOSITION_MEANINGS,
    SHOW_LABELS,
    WORK_LABELS,
    change_name,
)
from consult.web import shared

blueprint = Blueprint("responses", __name__)

ONE = "/consultations/<slug>/amendments/<number>/comments/<int:comment>/answer"
ARGUMENTS = "/consultations/<slug>/amendments/<number>/arguments"
ARGUMENT = f"{ARGUMENTS}/<int:argument>"

shared.give(
    blueprint,
    DISPOSITION_LABELS=DISPOSITION_LABELS,
    DISPOSITION_MEANINGS=DISPOSITION_MEANINGS,
    ANSWER_SHOW_LABELS=SHOW_LABELS,
    ANSWER_STATE_LABELS=ANSWER_STATE_LABELS,
    WORK_LABELS=WORK_LABELS,
    change_name=change_name,
)
