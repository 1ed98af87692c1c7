"""Commands of the demo."""

import click

from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.links import settings
from consult.demo import loading

demo = Commands("demo", help="Demo content.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Say nothing worse than a line if it is not empty.")
def load_command(if_empty: bool) -> None:
    """Load the demo into an empty database; nothing that exists is ever touched."""
    if settings().mode == "production":
        raise click.ClickException("The demo has known passwords; it is not for production.")
    with transaction(write=True):
        empty = loading.is_empty()
        if empty:
            loading.load()
    if empty:
        click.echo("The demo is loaded.")
    elif if_empty:
        click.echo("The database has content already; the demo is left out.")
    else:
        raise click.ClickException("The database has content already; the demo needs an empty one.")
