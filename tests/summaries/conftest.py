"""What tests of summaries share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import empty
from tests.make import Make


@pytest.fixture
def lite(sqlite_app: Flask) -> Iterator[Make]:
    """Make things on SQLite only: what is asked are files, not statements."""
    empty(sqlite_app)
    yield Make(sqlite_app)
