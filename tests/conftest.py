"""What every test stands on: an app on a real SQLite and on a real PostgreSQL, people, pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from consult import create_app
from consult.cli import add_migrations
from consult.config import Settings
from consult.core.db import db, transaction
from tests import postgres
from tests.make import Make
from tests.pages import Visitor

pytest_plugins = ["tests.browser", "tests.served"]

KINDS_OF_FLOODS = ("searches", "sign_ins", "previews", "exports")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the controller."""
    postgres.start_for_session(config)


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
    """Delete every row and every mail."""
    app.extensions["consult_front"].forget()
    app.extensions.pop("desk_rules", None)
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    with app.app_context(), transaction(write=True):
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{name}"' for name in tables)
            db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
            for name in tables:
                db.session.execute(text(f'DELETE FROM "{name}"'))
    shutil.rmtree(app.extensions["consult_settings"].data_dir / "mail", ignore_errors=True)


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes things with sensible defaults, each in a transaction of its own."""
    return Make(app)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser; every page they read is checked."""
    return Visitor(app)
