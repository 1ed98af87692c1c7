"""`flask submissions import`: brings in what came by other channels, all of it or nothing."""

from collections import Counter
from pathlib import Path

import click

from consult.comments.words import CHANNEL_LABELS
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.errors import Missing
from consult.core.words import speaking
from consult.imports.bringing_in import store
from consult.imports.examining import Examined
from consult.imports.grid import Refused
from consult.imports.preparing import Prepared, channels_in_order
from consult.imports.taking import taken

MOST_TOLD = 50
submissions = Commands("submissions", help="Bring in what came by letter, e-mail or on paper.")


@submissions.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--consultation", "slug", required=True, help="Its short name, as in its address.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_command(file: Path, slug: str, dry_run: bool) -> None:
    """Bring in the submissions of FILE (CSV; see docs/importing.md). Again, it changes nothing."""
    with speaking("en"), transaction(write=not dry_run):
        try:
            home = the_consultation(slug)
        except Missing:
            raise click.ClickException(f"There is no consultation {slug}.") from None
        _import(home, file, dry_run)


def _import(home: Consultation, file: Path, dry_run: bool) -> None:
    try:
        with file.open("rb") as opened, taken(home, opened) as (examined, ready):
            if ready is None:
                raise _faulty(examined)
            _say(ready)
            if dry_run:
                click.echo("Dry run: nothing was written.")
                return
            done = store(ready)
            click.echo(f"Imported: {done.new}. New people: {done.people}.")
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None


def _faulty(examined: Examined) -> click.ClickException:
    for fault in examined.faults:
        click.echo(f"Row {fault.line}: {fault.message}", err=True)
    if examined.more_faults:
        click.echo(f"… and {examined.more_faults} more.", err=True)
    word = "fault" if examined.wrong == 1 else "faults"
    return click.ClickException(f"{examined.wrong} {word}. Nothing was imported.")


def _say(ready: Prepared) -> None:
    examined, held = ready.examined, ready.states
    click.echo(f"New: {ready.new}. Here already: {examined.already}.")
    if ready.new:
        click.echo(f"To be read by a moderator: {held['held']}. Not published: {held['rejected']}.")
        named = [
            (str(CHANNEL_LABELS[one]), count) for one, count in channels_in_order(ready.channels)
        ]
        click.echo(f"By channel: {_listed(named)}.")
        click.echo(f"By amendment: {_listed(_most(ready.amendments))}.")
    if examined.higher:
        click.echo(f"Replies that stood deeper, put beside what they answer: {examined.higher}.")
    for row, ref in examined.changed[:MOST_TOLD]:
        click.echo(f"Note, row {row}: {ref} is here with another text, which stays as it is.")
    if len(examined.changed) > MOST_TOLD:
        click.echo(f"Note: {len(examined.changed)} rows are here with another text.")


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return counts.most_common(MOST_TOLD)


def _listed(counts: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counts)
