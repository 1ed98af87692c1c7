"""Commands that import."""

from flask.cli import AppGroup


def extend(consultations: AppGroup) -> None:
    """Add the import command to the group of consultations."""
