"""Registers each feature's commands, and the migrations where commands are run."""

import os

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from consult.accounts.commands import accounts
from consult.config import ROOT
from consult.consultations.commands import consultations
from consult.core.db import db
from consult.core.worker import work
from consult.demo.commands import demo
from consult.imports import commands as imports
from consult.imports.reaction_commands import reactions
from consult.imports.submission_commands import submissions
from consult.summaries.commands import summaries
from consult.supervise import stop_gently


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do jobs until told to stop: mail, tallies, closing by the clock."""
    work(current_app._get_current_object(), stop_gently())  # type: ignore[attr-defined]


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    imports.extend(consultations)
    for command in (accounts, consultations, demo, reactions, submissions, summaries, worker):
        app.cli.add_command(command)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        add_migrations(app)


def add_migrations(app: Flask) -> None:
    """Make `flask db` known; it costs over a second to import, which no web process should pay."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
