"""The addresses of votes."""

from flask import Blueprint

blueprint = Blueprint("votes", __name__)
