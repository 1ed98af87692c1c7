"""The blueprint of what was found in texts and reactions, and the words of its templates."""

from flask import Blueprint

from consult.analysis.theme_words import THEME_MARKS, mark_of
from consult.web import shared

blueprint = Blueprint("analysis", __name__)

ALL = "/consultations/<slug>/themes"

shared.give(blueprint, THEME_MARKS=THEME_MARKS, theme_mark=mark_of)
