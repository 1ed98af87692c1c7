"""The blueprint of what was found in texts and reactions."""

from flask import Blueprint

blueprint = Blueprint("analysis", __name__)
