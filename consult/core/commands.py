"""Groups of commands that end with one line instead of a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from consult.core.errors import Refusal
from consult.core.words import speaking


class Commands(AppGroup):
    """A group of `flask` commands: refusals and a database that is not ready are one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say in English what it refuses, and exit with 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(_in_english(refusal)) from None
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(
                f"The database did not answer as it should ({type(error.orig).__name__}). "
                "Is it there, and is its schema up to date? flask db upgrade"
            ) from None


def _in_english(refusal: Refusal) -> str:
    app = click.get_current_context().obj.load_app()
    special = refusal.advice is not type(refusal).advice
    with app.app_context(), speaking("en"):
        return f"{refusal.message} {refusal.advice}" if special else str(refusal.message)
