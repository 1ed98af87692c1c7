"""`flask accounts create`."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Account, RoleGrant
from tests.accounts.people import EMAIL, NAME, SECRET, sign_in
from tests.make import Make
from tests.pages import Visitor


def run(app: Flask, *words: str, typed: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", "create", *words], input=typed)


def test_a_citizen_with_a_given_password_can_sign_in(app: Flask, visitor: Visitor) -> None:
    done = run(app, EMAIL, "--name", NAME, "--password-stdin", typed=f"{SECRET}\n")
    assert done.exit_code == 0 and SECRET not in done.output
    assert sign_in(visitor, EMAIL, SECRET).status == 303


def test_without_a_password_one_is_made_and_printed_once(app: Flask, visitor: Visitor) -> None:
    done = run(app, EMAIL, "--name", "Administrator", "--role", "administrator")
    assert done.exit_code == 0
    password = done.output.rpartition("Password: ")[2].strip()
    assert sign_in(visitor, EMAIL, password).status == 303
    assert visitor.get("/en/roles").status == 200


def test_a_role_can_be_for_one_consultation(app: Flask, make: Make) -> None:
    place = make.consultation(slug="reform")
    done = run(app, EMAIL, "--name", NAME, "--role", "official", "--consultation", "reform")
    assert done.exit_code == 0
    assert make.scalar(select(RoleGrant.consultation_id)) == place.id


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["no address", "--name", NAME], None),
        ([EMAIL, "--name", "x"], None),
        ([EMAIL, "--name", "Moderator"], None),
        ([EMAIL, "--name", NAME, "--role", "king"], None),
        ([EMAIL, "--name", NAME, "--role", "official", "--consultation", "nowhere"], None),
        ([EMAIL, "--name", NAME, "--consultation", "reform"], None),
        ([EMAIL, "--name", NAME, "--role", "administrator", "--consultation", "reform"], None),
        ([EMAIL, "--name", NAME, "--password-stdin"], "short\n"),
        ([EMAIL, "--name", NAME, "--password-stdin"], ""),
        (["taken@example.org", "--name", NAME], None),
        ([EMAIL, "--name", "TAKEN"], None),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    app: Flask, make: Make, words: list[str], typed: str | None
) -> None:
    make.consultation(slug="reform")
    make.account(email="taken@example.org", pseudonym="Taken")
    done = run(app, *words, typed=typed)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ") and done.output.count("\n") == 1
    assert make.scalar(select(func.count()).select_from(Account)) == 1
    assert make.scalar(select(func.count()).select_from(RoleGrant)) == 0
