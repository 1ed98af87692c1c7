"""A server of two processes on either database, and a way to make things in it: for races.

The fixture `place` is known everywhere: tests/conftest.py names this module.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from consult import create_app
from consult.config import Settings
from consult.consultations.models import Amendment
from consult.core.db import db
from tests import postgres
from tests.browser import running
from tests.make import Make
from tests.votes.volley import Citizen, sign_in


@dataclass(frozen=True)
class Place:
    """A server that runs, and a way to its database."""

    url: str
    make: Make

    def citizen(self) -> Citizen:
        """Sign somebody new in."""
        return sign_in(self.make.app, self.url, self.make.account())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """Serve from two processes, and make things in the same database."""
    folder = tmp_path_factory.mktemp(f"served-{request.param}")
    name = f"consult_served_{uuid.uuid4().hex}"
    url = postgres.create_database(name) if request.param == "postgresql" else ""
    with running(folder, database_url=url) as server:
        app = create_app(Settings(data_dir=folder, database_url=url).checked())
        yield Place(server.url, Make(app))
        with app.app_context():
            db.engine.dispose()
    if url:
        postgres.drop_database(name)


def home(amendment: Amendment) -> str:
    """Return where the comments of an amendment are sent."""
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}/comments"
