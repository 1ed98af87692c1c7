"""A disk that is full, a database that is away: refused politely, and what is read goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from consult import create_app
from consult.config import Settings
from consult.core.db import db
from consult.core.hot import Hot
from tests.conftest import empty
from tests.make import Make
from tests.pages import Visitor


@pytest.fixture
def full_disk(sqlite_app: Flask) -> Iterator[Flask]:
    """An app on SQLite whose file may not grow by another page."""
    empty(sqlite_app)
    hot = sqlite_app.extensions["consult_hot"]
    yield sqlite_app
    sqlite_app.extensions["consult_hot"] = hot
    with sqlite_app.app_context():
        db.engine.dispose()


def fill(app: Flask) -> None:
    """Forbid the database file to grow, on every connection from now on."""
    with app.app_context():
        raw = db.engine.raw_connection()
        raw.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
        limit = raw.driver_connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[union-attr]
        raw.close()
        db.engine.dispose()

        def forbid(raw: object, _record: object = None) -> object:
            raw.execute(f"PRAGMA max_page_count={limit}")  # type: ignore[attr-defined]
            return raw

        event.listen(db.engine, "connect", forbid)
        app.extensions["forbid"] = forbid
        # What is written before Flask comes by connections of its own.
        hot = app.extensions["consult_hot"] = Hot(db.engine)
        connect = hot._connect
        hot._connect = lambda: forbid(connect())  # type: ignore[method-assign]


def test_a_database_that_is_away_answers_503_and_says_when_to_come_back(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://127.0.0.1:1/nothing"
    settings = Settings(
        mode="test", data_dir=tmp_path, database_url=nowhere, secret_key="t" * 40
    ).checked()
    page = Visitor(create_app(settings)).get("/en/")
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "60"
    assert "busy" in page.h1


def test_a_full_disk_answers_503_and_pages_are_still_read(full_disk: Flask) -> None:
    make, visitor = Make(full_disk), Visitor(full_disk)
    amendment = make.amendment()
    path = f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"
    writers = [visitor.another().sign_in(make.account()) for _ in range(12)]
    pages = [writer.get(path) for writer in writers]
    fill(full_disk)
    try:
        answers = []
        for number, page in enumerate(pages):
            body = f"{number} " + "long words " * 400
            fields = {"stance": "for", "body": body, "step": "confirmed"}
            answers.append(page.submit("/comments", **fields).status)
        assert set(answers) <= {303, 503}
        assert 503 in answers
        assert visitor.get(path).status == 200
        stored = make.scalar(text("SELECT count(*) FROM comments"))
        assert stored == answers.count(303)
    finally:
        with full_disk.app_context():
            event.remove(db.engine, "connect", full_disk.extensions.pop("forbid"))
