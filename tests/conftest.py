"""What every test stands on: an app on a real SQLite and on a real PostgreSQL, people, pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from consult import create_app
from consult.cli import add_migrations
from consult.config import Settings
from consult.core import crypto
from consult.core.db import db, transaction
from tests import postgres
from tests.make import Make
from tests.pages import Visitor

pytest_plugins = ["tests.booth", "tests.browser", "tests.served"]

HASHER, DUMMY = crypto._hasher, crypto._DUMMY  # what people get; a test that measures puts it back
GROWN = 128 * 1024
KINDS_OF_FLOODS = ("searches", "sign_ins", "previews", "exports")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the controller; hash passwords quickly, for nobody guesses here."""
    postgres.start_for_session(config)
    crypto._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    crypto._DUMMY = crypto._hasher.hash("the password of nobody")


def app_on(database_url: str, folder: Path) -> Flask:
    """Return a migrated app on a database."""
    settings = Settings(
        mode="test",
        data_dir=folder,
        database_url=database_url,
        secret_key="t" * 40,
        extra={"TESTING": True, "PROPAGATE_EXCEPTIONS": False},
        # The whole suite comes from one address.
        **dict.fromkeys((f"{kind}_per_minute" for kind in KINDS_OF_FLOODS), 0),
    ).checked()
    app = create_app(settings)
    add_migrations(app)
    with app.app_context():
        upgrade()
    return app


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app on SQLite for the whole session; tests empty it, none of them makes a new one."""
    folder = tmp_path_factory.mktemp("sqlite")
    app = app_on(f"sqlite:///{folder / 'test.sqlite3'}", folder)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app on PostgreSQL for the whole session."""
    name = f"consult_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    url = postgres.create_database(name)
    app = app_on(url, tmp_path_factory.mktemp("postgresql"))
    yield app
    with app.app_context():
        db.engine.dispose()
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Flask:
    """An empty app, once on each database."""
    found: Flask = request.getfixturevalue(f"{request.param}_app")
    empty(found)
    return found


def empty(app: Flask) -> None:
    """Delete every row and every mail, and number rows from 1 again."""
    app.extensions["consult_front"].forget()
    app.extensions.pop("desk_rules", None)
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    with app.app_context(), transaction(write=True):
        if db.engine.dialect.name == "postgresql":
            _empty_postgresql(tables)
        else:
            db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
            for name in tables:
                db.session.execute(text(f'DELETE FROM "{name}"'))
    shutil.rmtree(app.extensions["consult_settings"].data_dir / "mail", ignore_errors=True)


def _empty_postgresql(tables: list[str]) -> None:
    """Delete the few rows of the few tables that have some; truncating all takes ten times that.

    Where much was deleted before, the files are made anew, or what is dead in them slows others.
    """
    each = (
        "SELECT '{0}', coalesce("
        "(SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree('{0}')), "
        "pg_relation_size('{0}')) WHERE EXISTS (SELECT 1 FROM {0})"
    )
    filled = db.session.execute(text(" UNION ALL ".join(map(each.format, tables)))).all()
    if any(size > GROWN for _name, size in filled):
        names = ", ".join(name for name, _size in filled)
        db.session.execute(text(f"TRUNCATE {names} CASCADE"))
    elif filled:
        db.session.execute(text("; ".join(f"DELETE FROM {name}" for name, _size in filled)))
    db.session.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes things with sensible defaults, each in a transaction of its own."""
    return Make(app)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser; every page they read is checked."""
    return Visitor(app)
