"""Registers each feature's commands, and the migrations where commands are run."""

import os

from flask import Flask

from consult.accounts.commands import accounts
from consult.config import ROOT
from consult.consultations.commands import consultations
from consult.core.db import db
from consult.demo.commands import demo
from consult.imports import commands as imports
from consult.summaries.commands import summaries


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    imports.extend(consultations)
    for group in (accounts, consultations, demo, summaries):
        app.cli.add_command(group)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        add_migrations(app)


def add_migrations(app: Flask) -> None:
    """Make `flask db` known; it costs over a second to import, which no web process should pay."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
