"""What the pages of imports share: the blueprint and the words of templates."""

from flask import Blueprint

from consult.comments.words import CHANNEL_LABELS
from consult.web import shared

blueprint = Blueprint("imports", __name__)

shared.give(blueprint, CHANNEL_LABELS=CHANNEL_LABELS)
