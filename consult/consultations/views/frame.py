"""The blueprint that the pages of consultations share."""

from flask import Blueprint

blueprint = Blueprint("consultations", __name__)
