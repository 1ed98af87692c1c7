"""Mail: by SMTP when configured, into a folder otherwise, and nobody's line breaks in a header."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from consult.core import jobs, mail
from consult.core.db import transaction
from consult.core.jobs import Job
from tests.browser import free_port
from tests.make import Make

PAYLOAD = {"to": "a@example.org", "subject": "Тақырып", "body": "Мәтін.\n", "lang": "kk"}


class Postman:
    """Keeps what a mail server is handed."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.rcpt_tos, parsed))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    """A mail server on a free port."""
    handler = Postman()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def by_smtp(sqlite_app: Flask, postman: tuple[Postman, int]) -> Iterator[tuple[Flask, Postman]]:
    """The app, told to send by that server."""
    kept = sqlite_app.extensions["consult_settings"]
    handler, port = postman
    url = f"smtp://127.0.0.1:{port}"
    sqlite_app.extensions["consult_settings"] = replace(kept, mail_url=url)
    yield sqlite_app, handler
    sqlite_app.extensions["consult_settings"] = kept


def deliver(app: Flask, payload: dict[str, Any]) -> None:
    with app.app_context(), transaction(write=True):
        mail.deliver(payload)


def test_a_mail_goes_out_by_smtp_in_its_language(by_smtp: tuple[Flask, Postman]) -> None:
    app, postman = by_smtp
    deliver(app, PAYLOAD)
    (to, message), *rest = postman.received
    assert to == ["a@example.org"]
    assert not rest
    assert message["Subject"] == "Тақырып"
    assert message["Content-Language"] == "kk"
    assert message.get_content().strip() == "Мәтін."


def test_a_line_break_in_a_subject_makes_no_header(by_smtp: tuple[Flask, Postman]) -> None:
    app, postman = by_smtp
    with pytest.raises(ValueError, match=r"[Hh]eader"):
        deliver(app, {**PAYLOAD, "subject": "x\r\nBcc: everybody@example.org"})
    assert postman.received == []


def test_a_mail_that_cannot_be_sent_is_tried_again(make: Make) -> None:
    kept = make.app.extensions["consult_settings"]
    make.app.extensions["consult_settings"] = replace(kept, mail_url="smtp://127.0.0.1:1")
    try:
        make.do(lambda: jobs.enqueue("mail", PAYLOAD))
        make.run_jobs()
        job = make.read(lambda: jobs.db.session.query(Job).one())
        assert (job.attempts, job.failed) == (1, False)
        assert job.error == "ConnectionRefusedError"
    finally:
        make.app.extensions["consult_settings"] = kept


def test_without_a_server_mail_is_written_into_the_folder(make: Make) -> None:
    make.do(lambda: jobs.enqueue("mail", PAYLOAD))
    (message,) = make.mails()
    assert message["To"] == "a@example.org"
    assert message["From"] == "consultation@example.org"
    assert message.get_content().strip() == "Мәтін."
