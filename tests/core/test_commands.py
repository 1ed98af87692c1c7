"""Commands say in one line what was wrong with the database."""

import sqlite3

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from consult.core.commands import Commands


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database or disk is full", "The disk is full"),
        ("disk I/O error", "The disk is full or cannot be written to (disk I/O error)."),
        ('could not write to file "pgsql_tmp": No space left on device', "folder for temporary"),
        ("no such table: accounts", "flask db upgrade"),
    ],
)
def test_a_full_disk_is_not_called_an_old_schema(said: str, told: str) -> None:
    commands = Commands("things")

    @commands.command("do", with_appcontext=False)
    def fail() -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(said))

    answer = CliRunner().invoke(commands, ["do"])
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert told in answer.output and ("upgrade" in told) == ("upgrade" in answer.output)
