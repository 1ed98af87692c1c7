"""The command that imports reactions from another channel."""

from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.errors import Missing
from consult.core.words import speaking
from consult.imports.grid import Refused
from consult.imports.reacting import comments_by_ref, import_reactions
from consult.imports.reaction_rows import Reactions, read_reactions
from consult.imports.submission_rows import Reader

reactions = Commands("reactions", help="Reactions from other channels.")


@reactions.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--consultation", "slug", required=True, help="Its short name, as in its address.")
@click.option("--dry-run", is_flag=True, help="Only check the file.")
@with_appcontext
def import_command(file: Path, slug: str, dry_run: bool) -> None:
    """Store who agrees with which imported submission; run again, it changes nothing.

    FILE is a CSV table with the columns submission_ref, author_ref, value (1 agree, -1 disagree,
    0 pass) and at. Of several reactions of one author to one submission the latest counts.
    """
    with speaking("en"):
        found = _read(file, slug)
        for fault in found.faults:
            click.echo(f"Row {fault.line}: {fault.message}", err=True)
        if found.faults:
            rows = len({fault.line for fault in found.faults})
            raise click.ClickException(f"{rows} faulty row{'s'[: rows > 1]}. Nothing was imported.")
        click.echo(f"Rows: {found.rows}. Reactions: {len(found.latest)}.")
        if dry_run:
            click.echo("Dry run: nothing was written.")
            return
        with transaction(write=True):
            stored = import_reactions(the_consultation(slug), found.latest)
        click.echo(
            f"Added: {stored.added}. Changed: {stored.changed}. As they stood: {stored.same}."
        )


def _read(file: Path, slug: str) -> Reactions:
    with transaction(write=False):
        try:
            consultation = the_consultation(slug)
        except Missing:
            raise click.ClickException(f"There is no consultation {slug}.") from None
        known = comments_by_ref(consultation.id)
        zone = consultation.time_zone
    try:
        with file.open("rb") as opened:
            return _rows(opened, known, zone)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
    except Refused as refused:
        raise click.ClickException(f"{refused.message} Nothing was imported.") from None


def _rows(file: BinaryIO, known: dict[str, int], zone: str) -> Reactions:
    return read_reactions(file, known, Reader(zone, clock.now()))
