"""The databases that are measured: made in a temporary folder or on a server, filled, removed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from bench.content import fill, look_at_all, make_consultations, react
from bench.made import Content
from bench.sizes import Size
from consult import create_app
from consult.config import ROOT, Settings
from consult.core import jobs
from consult.core.db import db, transaction
from tests import postgres

DATABASES = ("sqlite", "postgresql")
DURABLE = ("max_connections=200", "shared_buffers=512MB", "max_wal_size=4GB")
"""What we tell a PostgreSQL of our own; all that keeps acknowledged writes stays as it comes."""


@dataclass(frozen=True, slots=True)
class Place:
    """One filled database, an app on it, and where the server keeps its files."""

    database: str
    url: str
    folder: Path
    app: Flask
    content: Content
    version: str

    def environment(self) -> dict[str, str]:
        """Return what a server is told, and nothing of what this process was told."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
        return {**ours, "CONSULT_DATA_DIR": str(self.folder), "CONSULT_DATABASE_URL": self.url}


@contextmanager
def place(database: str, size: Size) -> Iterator[Place]:
    """Make a database, fill it, and remove all of it at the end."""
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as name, _url(database, name) as url:
        folder = Path(name)
        migrate(folder, url)
        settings = Settings(data_dir=folder, database_url=url).checked()
        app = create_app(settings)
        with app.app_context():
            try:
                # Migrations leave work that a database without comments is done with at once.
                jobs.run_all()
                with transaction(write=True):
                    content = make_consultations(size)
                fill(url, size, content)
                with transaction(write=True):
                    react(content)
                    look_at_all()
                yield Place(database, url, folder, app, content, _version(database))
            finally:
                db.session.remove()
                db.engine.dispose()


@contextmanager
def _url(database: str, folder: str) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    if not (os.environ.get(postgres.GIVEN) or os.environ.get(postgres.STARTED)):
        os.environ[postgres.STARTED] = postgres.start(DURABLE)
    name = f"bench_{os.getpid()}"
    try:
        yield postgres.create_database(name)
    finally:
        postgres.drop_database(name)


def migrate(folder: Path, url: str) -> None:
    """Make the tables, in a process of its own: the libraries for it are large."""
    given = {**os.environ, "CONSULT_DATA_DIR": str(folder), "CONSULT_DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The tables could not be made.\n{done.stderr[-2000:]}")


def _version(database: str) -> str:
    asked = "SELECT sqlite_version()" if database == "sqlite" else "SHOW server_version"
    with transaction(write=False):
        return str(db.session.scalar(text(asked)))
