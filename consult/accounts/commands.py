"""Commands of accounts."""

import sys

import click

from consult.accounts.actions import create_checked_account, grant_role
from consult.accounts.rules import Role
from consult.consultations.queries import the_consultation
from consult.core import crypto
from consult.core.commands import Commands
from consult.core.db import transaction
from consult.core.errors import Invalid, Missing
from consult.core.links import settings
from consult.core.text import clean_line

CITIZEN = "citizen"

accounts = Commands("accounts", help="People: make an account.")


@accounts.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The public name.")
@click.option("--role", default=CITIZEN, help="citizen, moderator, official or administrator.")
@click.option("--consultation", help="The slug of the one consultation that the role is for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(
    email: str, name: str, role: str, consultation: str | None, password_stdin: bool
) -> None:
    """Create a confirmed account; without --password-stdin a password is made and printed once."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else crypto.new_token()[:20]
    with transaction(write=True):
        _create(clean_line(email), clean_line(name), role, consultation, password)
    click.echo(f"Created {clean_line(email)} ({role}).")
    if not password_stdin:
        click.echo(f"Password: {password}")


def _create(email: str, name: str, role: str, consultation: str | None, password: str) -> None:
    if role != CITIZEN and role not in set(Role):
        raise Invalid("A role is one of citizen, moderator, official and administrator.")
    if consultation and role == CITIZEN:
        raise Invalid("A citizen has no role that could be for one consultation.")
    account = create_checked_account(
        email=email,
        pseudonym=name,
        password=password,
        language=settings().default_language,
        staff=role != CITIZEN,
    )
    if role != CITIZEN:
        grant_role(account, Role(role), _place(consultation))


def _place(slug: str | None) -> int | None:
    if slug is None:
        return None
    try:
        return the_consultation(slug).id
    except Missing:
        raise Invalid(f"There is no consultation {slug}.") from None
