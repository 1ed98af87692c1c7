"""A consultation to which submissions are brought, and the command that brings them."""

import pytest


@pytest.fixture
def home(make):
    place = make.consultation(slug="reform")
    make.amendment(place, number="5")
    return place


@pytest.fixture
def bring(app, home, tmp_path):
    """Run the command on a file of this content."""

    def work(data, *options):
        file = tmp_path / "submissions.csv"
        file.write_bytes(data)
        command = ["submissions", "import", str(file), "--consultation", home.slug, *options]
        return app.test_cli_runner().invoke(args=command)

    return work
