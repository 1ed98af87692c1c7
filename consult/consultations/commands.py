"""Commands of consultations."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from consult.consultations import actions
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.errors import Missing

consultations = Commands("consultations", help="Create, import and open consultations.")


@consultations.command("open")
@click.argument("slug")
@click.option("--closes", "closes", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
def open_command(slug: str, closes: datetime | None) -> None:
    """Publish a draft and open it now; without a date it stays open for 30 days."""
    try:
        with transaction(write=True):
            consultation = the_consultation(slug)
            now = clock.now()
            end = now + timedelta(days=30)
            if closes:
                zone = ZoneInfo(consultation.time_zone)
                last = datetime.combine(closes.date(), time(23, 59), zone)
                end = last.astimezone(UTC)
            actions.schedule(consultation, now, end)
            actions.open_consultation(consultation)
    except Missing:
        raise click.ClickException(f"There is no consultation {slug}.") from None
    click.echo(f"{slug} is open until {end:%Y-%m-%d %H:%M} UTC.")
