"""The addresses of comments."""

from flask import Blueprint

blueprint = Blueprint("comments", __name__)
