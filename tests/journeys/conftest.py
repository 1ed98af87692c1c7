"""What the journeys share."""

from collections.abc import Iterator

import pytest

from tests.browser import LiveServer, running


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server with the demo for all journeys that only read."""
    with running(tmp_path_factory.mktemp("demo"), prepare="--prepare") as server:
        yield server
