"""Commands that import."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.config import LANGUAGES
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.links import settings
from consult.core.words import speaking
from consult.imports import actions, queries
from consult.imports.plans import Plan, plan_of
from consult.imports.rows import Table
from consult.imports.rules import faults_of
from consult.imports.table import File, read_table


def extend(consultations: Commands) -> None:
    """Add the import command to the group of consultations."""
    consultations.add_command(import_command)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--slug", required=True, help="Short name of the consultation, as in its address.")
@click.option("--title", default="", help="Title of the consultation in the file's language.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Else as the file says.")
@click.option("--against", type=click.Path(path_type=Path), help="The text in force, to compare.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
def import_command(
    file: Path, slug: str, title: str, language: str | None, against: Path | None, dry_run: bool
) -> None:
    """Make a draft consultation of a file, or extend a draft.

    FILE is a comparative table (DOCX, XLSX, CSV) or a whole text (Markdown, Akoma Ntoso).
    """
    with speaking("en"):
        table = _read(file, language, against)
        tongue = language or table.language or settings().default_language
        _do(plan_of(table, slug=slug, title=title, language=tongue), dry_run)


def _read(file: Path, language: str | None, against: Path | None) -> Table:
    old = _content(against) if against else None
    table = read_table(*_content(file), language=language, against=old)
    faults = faults_of(table)
    for fault in faults:
        click.echo(f"{_place(fault.line, table.by_line)}: {fault.message}", err=True)
    if faults:
        word = "fault" if len(faults) == 1 else "faults"
        raise click.ClickException(f"{len(faults)} {word}. Nothing was imported.")
    return table


def _content(file: Path) -> File:
    try:
        return file.read_bytes(), file.name
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None


def _place(line: int | None, by_line: bool) -> str:
    if line is None:
        return "File"
    return f"Line {line}" if by_line else f"Row {line}"


def _do(plan: Plan, dry_run: bool) -> None:
    with transaction(write=False):
        effect = queries.effect_of(plan)
    _say(plan, effect)
    if dry_run:
        click.echo("Dry run: nothing was written.")
        return
    with transaction(write=True):
        result = actions.import_plan(plan)
    click.echo(f"Added: {len(result.created)}. Changed: {len(result.updated)}.")
    click.echo(
        f"{plan.slug} is a draft that only staff see. Publish it with "
        f"`flask consultations open {plan.slug}`, or on its settings page."
    )


def _say(plan: Plan, effect: queries.Effect) -> None:
    what = "Extends the draft" if effect.consultation else "Makes the new draft"
    click.echo(f"{what} {plan.slug}, language {plan.language}. Amendments: {len(plan.amendments)}.")
    changing = {*effect.created, *effect.updated}
    for one in plan.amendments:
        same = "" if one.number in changing else " (as it stands)"
        click.echo(f"{one.number:>8}  {one.change:<9}  {one.title}{same}")
    for warning in plan.warnings:
        click.echo(f"Note, {_place(warning.line, plan.by_line).lower()}: {warning.sentences['en']}")
