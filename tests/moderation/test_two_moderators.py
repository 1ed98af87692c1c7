"""Two moderators press at the same instant, on a real server: one decides, the other is told."""

import http.client
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html
from sqlalchemy import delete, func, select

from consult.accounts.actions import start_session
from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation.models import Decision, Lease
from tests import postgres
from tests.browser import LiveServer
from tests.conftest import app_on
from tests.make import Make

ROUNDS = 5
Answer = tuple[int, str]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.sqlite3'}"
        return
    name = f"two_moderators_{tmp_path.name}".lower().replace("-", "_")
    yield postgres.create_database(name)
    postgres.drop_database(name)


class Browser:
    """A signed-in moderator with a connection of their own, ready to send one request."""

    def __init__(self, server: LiveServer, make: Make, account: Account) -> None:
        where = urlsplit(server.url)
        self.connection = http.client.HTTPConnection(where.hostname or "", where.port or 0)
        token = make.do(lambda: start_session(account))
        self.cookies = {"consult_session": token}

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urlencode(form or {}), headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def form(self, path: str) -> dict[str, str]:
        tree = html.fromstring(self.send("GET", path)[1])
        [form] = tree.xpath("//form[@class='case-decision']")
        return {str(name): str(value or "") for name, value in form.form_values()}


def test_of_two_decisions_at_one_instant_one_counts(
    database_url: str, serve: Callable[..., LiveServer], tmp_path: Path
) -> None:
    app = app_on(database_url, tmp_path)
    make = Make(app)
    server = serve(database_url=database_url)
    amendment = make.amendment()
    people = [make.moderator(), make.moderator()]
    for turn in range(ROUNDS):
        comment = make.comment(amendment, body=f"Text {turn}")
        make.report(comment)
        path = f"/en/moderation/comments/{comment.id}"
        answers = press_together(make, [Browser(server, make, one) for one in people], path)
        assert sorted(status for status, _ in answers) == [303, 409]
        [told] = [text for status, text in answers if status == 409]
        assert "Somebody decided this case meanwhile." in told
        assert count(make, Decision, Decision.comment_id == comment.id) == 1
        assert count(make, LedgerEvent, LedgerEvent.subject == f"comment:{comment.id}") == 1
        after = make.scalar(select(Comment).where(Comment.id == comment.id))
        decided = make.scalar(select(Decision.action).where(Decision.comment_id == comment.id))
        assert after.state == {"hide": "hidden", "keep": "published"}[decided]
    with app.app_context():
        db.engine.dispose()


def press_together(make: Make, browsers: list[Browser], path: str) -> list[Answer]:
    """Let each send its own decision when all are ready; return the answers."""
    forms = []
    for browser, action in zip(browsers, ["hide", "keep"], strict=True):
        forms.append(browser.form(path) | {"action": action, "ground": "spam"})
        make.do(lambda: db.session.execute(delete(Lease)))  # as if both were away too long
    return together(
        [
            partial(browser.send, "POST", path, form)
            for browser, form in zip(browsers, forms, strict=True)
        ]
    )


def together(works: list[Callable[[], Answer]]) -> list[Answer]:
    """Do all at one instant, each in a thread of its own; return what came of them."""
    ready, answers = threading.Barrier(len(works)), []

    def do(work: Callable[[], Answer]) -> None:
        ready.wait()
        answers.append(work())

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_who_open_a_case_at_one_instant_one_gets_it(
    database_url: str, serve: Callable[..., LiveServer], tmp_path: Path
) -> None:
    app = app_on(database_url, tmp_path)
    make = Make(app)
    server = serve(database_url=database_url)
    amendment = make.amendment()
    browsers = [Browser(server, make, make.moderator()) for _ in range(2)]
    for turn in range(ROUNDS):
        comment = make.comment(amendment, body=f"Text {turn}")
        make.report(comment)
        path = f"/en/moderation/comments/{comment.id}"
        answers = together([partial(browser.send, "GET", path) for browser in browsers])
        assert [status for status, _ in answers] == [200, 200]
        told = ["Open with another moderator." in text for _, text in answers]
        assert sorted(told) == [False, True]
        assert sorted("case-decision" in text for _, text in answers) == [False, True]
        assert count(make, Lease, Lease.number == comment.id) == 1
    with app.app_context():
        db.engine.dispose()


def count(make: Make, table: type, condition: object) -> int:
    return int(make.scalar(select(func.count()).select_from(table).where(condition)))  # type: ignore[arg-type]
