"""No page reads a whole table of what grows with people: SQLite says how it reads each statement.

SQLite chooses by rules as long as it has no statistics: a few rows tell what a million would.
"""

import re
from functools import partial
from typing import Any

import pytest
from flask import Flask

from consult.core.db import db
from tests.comments.work import forget_statistics, statements
from tests.conftest import empty
from tests.make import Make
from tests.pages import Visitor

GROWING = {
    "accounts", "answer_edits", "answers", "appeals", "campaigns", "comment_edits", "comments",
    "decisions", "ledger_events", "mail_tokens", "reactions", "reports", "sanctions", "sessions",
    "second_looks", "vote_events", "votes",
}  # fmt: skip
SCAN = re.compile(r"^SCAN (\w+)(?! USING INDEX ix_\w+_waiting)")
"""An index of what waits holds little: it may be read whole."""
NAMED = re.compile(r"\b(?:FROM|JOIN) \(?(\w+) AS (\w+)")

HERE = "/en/consultations/{slug}"
THERE = HERE + "/amendments/{number}"
PUBLIC = ["/en/", HERE, f"{HERE}?q=chamber", THERE, f"{THERE}/comments/{{comment}}"]
OF_READERS = [
    *PUBLIC,
    *(f"/en/account{part}" for part in ("", "/data", "/reactions", "/reports")),
    *(f"{THERE}{part}" for part in ("?only=mine", "/cards", "/suggestions")),
]
OF_STAFF = [
    "/en/moderation",
    "/en/moderation?show=decided",
    "/en/moderation?show=reported",
    "/en/moderation?order=reported",
    *(f"/en/moderation?show={kind}" for kind in ("campaign", "appeal", "suspension")),
    "/en/moderation?show=second_look",
    "/en/moderation/next",
    "/en/moderation/comments/{held}",
    f"{HERE}/submissions",
    f"{HERE}/submissions?show=published",
    f"{HERE}/staff",
    f"{HERE}/summary",
    f"{THERE}/summary",
    f"{HERE}/transparency",
    *OF_READERS,
]


@pytest.fixture
def make(sqlite_app: Flask) -> Make:
    """A platform with little on it, and no statistics."""
    empty(sqlite_app)
    with sqlite_app.app_context():
        forget_statistics()
    return Make(sqlite_app)


def test_no_page_reads_a_whole_table_that_grows(make: Make) -> None:
    amendment = make.amendment()
    comment = make.comment(amendment)
    held = make.comment(amendment, body="Write to somebody@example.org, then we shall talk.")
    make.report(comment)
    make.reaction(comment)
    make.answer(make.comment(amendment, body="What about the costs of all this?"))
    known: dict[str, Any] = {
        "slug": amendment.consultation.slug,
        "number": amendment.number,
        "comment": comment.id,
        "held": held.id,
    }
    found = set()
    for person, pages in (
        (None, PUBLIC),
        (make.account(), OF_READERS),
        (make.moderator(amendment.consultation), OF_STAFF),
        (make.official(amendment.consultation), OF_STAFF),
        (make.administrator(), OF_STAFF),
    ):
        visitor = Visitor(make.app)
        if person:
            visitor.sign_in(person)
        for page in pages:
            sent = make.read(partial(_sent, visitor, page.format(**known)))
            found |= {(page, one) for one in make.read(partial(_scans, sent))}
    told = [f"{page}: {scan} in {statement}" for page, (scan, statement) in sorted(found)]
    assert not told, "\n".join(told)


def _sent(visitor: Visitor, address: str) -> list[tuple[str, Any]]:
    with statements() as sent:
        page = visitor.get(address)
    assert page.status < 500, (address, page.status)
    return [one for one in sent if one[0].lstrip().startswith(("SELECT", "WITH"))]


def _scans(sent: list[tuple[str, Any]]) -> set[tuple[str, str]]:
    """Return the tables that grow and are read whole, each with the beginning of its statement."""
    found = set()
    for statement, parameters in sent:
        names = {alias: table for table, alias in NAMED.findall(statement)}
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", parameters
        )
        for row in plan.all():
            scanned = SCAN.match(row.detail)
            if scanned and names.get(scanned[1], scanned[1]) in GROWING:
                found.add((row.detail, statement[:2000]))
    return found
