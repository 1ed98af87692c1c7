"""Commands of consultations."""

from flask.cli import AppGroup

consultations = AppGroup("consultations", help="consultations")
