"""What the pages of the desk share: the blueprint, the words of templates, the filters."""

from typing import Any

from flask import Blueprint, request

from consult.comments.words import STANCE_LABELS, STATE_LABELS, reasons
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.marks import lines_of
from consult.moderation.rules import actions_for
from consult.moderation.words import ACTION_LABELS, HISTORY, SHOW_LABELS

blueprint = Blueprint("moderation", __name__)

WORDS = {
    "actions_for": actions_for,
    "ACTION_LABELS": ACTION_LABELS,
    "GROUND_LABELS": GROUND_LABELS,
    "GROUND_RULES": GROUND_RULES,
    "HISTORY": HISTORY,
    "SHOW_LABELS": SHOW_LABELS,
    "STANCE_LABELS": STANCE_LABELS,
    "STATE_LABELS": STATE_LABELS,
    "lines_of": lines_of,
    "reasons": reasons,
}


def filters() -> dict[str, Any]:
    """Return what the queue was narrowed to, so that a decision leads back there."""
    return {name: request.args[name] for name in ("show", "consultation") if request.args.get(name)}
