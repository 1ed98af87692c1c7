"""Commands of summaries."""

from pathlib import Path

import click

from consult.config import LANGUAGES
from consult.consultations.queries import the_amendment, the_consultation
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.errors import Missing
from consult.core.links import settings
from consult.summaries.actions import export
from consult.summaries.formats import FORMATS, File
from consult.summaries.summary import Preset
from consult.summaries.whole_files import whole_files

summaries = Commands("summaries", help="Export the summary of a consultation.")


@summaries.command("export")
@click.argument("slug")
@click.option("--format", "form", required=True, help=f"One of {', '.join(FORMATS)}.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--lang", default="", help=f"One of {', '.join(LANGUAGES)}.")
@click.option(
    "--preset",
    type=click.Choice([one.value for one in Preset]),
    default=Preset.PUBLIC.value,
    show_default=True,
    help="Which texts it holds.",
)
@click.option("--amendment", default="", help="The number of the only amendment it is about.")
def export_command(slug: str, form: str, out: Path, lang: str, preset: str, amendment: str) -> None:
    """Write the summary of a consultation; CSV puts the table of comments beside the file."""
    language = lang or settings().default_language
    _check(form, language, out)
    paths = {file: _path(file, out) for file in FORMATS[form]}
    try:
        with whole_files(list(paths.values())) as files, transaction(write=True):
            wanted = dict(zip(paths, files, strict=True))
            only = the_amendment(slug, amendment) if amendment else None
            place = the_consultation(slug)
            rows = export(place, wanted, language, only=only, preset=Preset(preset))
    except Missing:
        missing = f"amendment {amendment} of {slug}" if amendment else f"consultation {slug}"
        raise click.ClickException(f"There is no {missing}.") from None
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from None
    for file, path in paths.items():
        click.echo(f"{path}: {file.table}, {rows[file]} rows.")


def _check(form: str, language: str, out: Path) -> None:
    """Raise a one-line error for what cannot be exported, before anything is read."""
    if form not in FORMATS:
        raise click.ClickException(f"There is no format {form}; use {', '.join(FORMATS)}.")
    if language not in LANGUAGES:
        raise click.ClickException(f"There is no language {language}; use {', '.join(LANGUAGES)}.")
    if not out.parent.is_dir():
        raise click.ClickException(f"There is no folder {out.parent}.")
    if out.is_dir():
        raise click.ClickException(f"{out} is a folder; name a file.")


def _path(file: File, out: Path) -> Path:
    """Return where a file of the format goes: the first one is `out`, others stand beside it."""
    if file is FORMATS[file.format][0]:
        return out
    return out.with_name(f"{out.stem}-{file.table}{out.suffix}")
