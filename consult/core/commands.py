"""Groups of commands that end with one line instead of a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from consult.core.errors import Refusal
from consult.core.words import speaking

DISK = ("disk is full", "disk i/o error", "no space left", "file too large")
"""What databases say where they cannot write, their temporary files included."""


class Commands(AppGroup):
    """A group of `flask` commands: refusals and a database that is not ready are one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say in English what it refuses, and exit with 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(_in_english(refusal)) from None
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(_of_the_database(error)) from None


def _of_the_database(error: DBAPIError) -> str:
    said = str(error.orig).partition("\n")[0]
    if any(words in said.casefold() for words in DISK):
        return (
            f"The disk is full or cannot be written to ({said}). Make room where the database is, "
            "and in the folder for temporary files (TMPDIR)."
        )
    return (
        f"The database did not answer as it should ({type(error.orig).__name__}). "
        "Is it there, and is its schema up to date? flask db upgrade"
    )


def _in_english(refusal: Refusal) -> str:
    app = click.get_current_context().obj.load_app()
    special = refusal.advice is not type(refusal).advice
    with app.app_context(), speaking("en"):
        return f"{refusal.message} {refusal.advice}" if special else str(refusal.message)
