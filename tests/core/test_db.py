"""Transactions: what is kept, what is undone, and how writers of SQLite take turns."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from consult import create_app
from consult.cli import add_migrations
from consult.config import Settings
from consult.core.db import db, keep_on_refusal, transaction
from consult.core.errors import Conflict
from consult.core.limits import Attempt
from tests.make import Make


def add() -> None:
    db.session.add(Attempt(key="k", at=datetime.now(UTC)))
    db.session.flush()


def stored(make: Make) -> int:
    return int(make.scalar(select(func.count()).select_from(Attempt)))


def test_what_a_transaction_wrote_is_kept_when_it_ends(make: Make) -> None:
    make.do(add)
    assert stored(make) == 1


def test_a_refusal_undoes_what_was_written(make: Make) -> None:
    with pytest.raises(Conflict), make.app.app_context(), transaction(write=True):
        add()
        raise Conflict("no")
    assert stored(make) == 0


def test_a_refusal_keeps_what_is_meant_to_be_kept(make: Make) -> None:
    with pytest.raises(Conflict), make.app.app_context(), transaction(write=True):
        add()
        keep_on_refusal()
        raise Conflict("no")
    assert stored(make) == 1


def test_a_failure_undoes_even_what_was_meant_to_be_kept(make: Make) -> None:
    with pytest.raises(ZeroDivisionError), make.app.app_context(), transaction(write=True):
        add()
        keep_on_refusal()
        raise ZeroDivisionError
    assert stored(make) == 0


def test_a_connection_that_begins_twice_does_not_wait_for_itself(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), transaction(write=True), db.engine.connect() as connection:
        for _ in range(2):
            connection.execute(text("SELECT 1"))
            connection.rollback()


def test_the_migrations_run_down_and_up_again(tmp_path: Path) -> None:
    app = create_app(Settings(mode="test", data_dir=tmp_path, secret_key="t" * 40).checked())
    add_migrations(app)
    with app.app_context():
        upgrade()
        downgrade(revision="0001")
        upgrade()
        db.engine.dispose()
