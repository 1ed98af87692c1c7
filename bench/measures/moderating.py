"""The desk with a long queue: the next case, and many decisions in one request."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import event, func, insert, select

from bench.bench import Bench
from bench.made import LANGUAGE, token_of
from bench.results import Figure
from bench.texts import sentences
from bench.visitors import COOKIE
from consult.comments.copies import marks_of_text
from consult.comments.models import Comment, CommentCount
from consult.comments.rules import Stance, State
from consult.comments.terms import terms_of
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db, transaction
from consult.moderation.rules import MOST_AT_ONCE
from consult.web.tokens import mask, token_of_session

PART = "Moderation"
NEXT, MANY = f"/{LANGUAGE}/moderation/next", f"/{LANGUAGE}/moderation/many"


def measure(bench: Bench) -> Iterator[Figure]:
    """Let comments wait, then open the next case, and decide on many in one request."""
    before = _waiting()
    contents = f"/{LANGUAGE}/consultations/{bench.place.content.reform}"
    yield from _statements(bench)
    few = _seconds(bench, [NEXT, contents])
    _hold(bench)
    what = f"{_waiting():,} held"
    many = _seconds(bench, [NEXT, contents])
    yield _figure(bench, f"next case, {what}", _over(*many), "an ordinary page, signed in", 2.5)
    if before:
        # Each in ordinary pages of its own time: the machine may have changed between them.
        grown = [one / median(_over(*few)) for one in _over(*many)]
        yield _figure(bench, f"next case, {what}", grown, f"the same with {before:,}", 1.5)
    yield from _statements(bench)
    yield _together(bench, many[1])


def _over(ours: list[float], other: list[float]) -> list[float]:
    return [one / two for one, two in zip(ours, other, strict=True)]


def _figure(bench: Bench, what: str, values: list[float], of: str, most: float) -> Figure:
    return Figure(PART, what, bench.place.database, values, "×", of, at_most=most)


def _waiting() -> int:
    with transaction(write=False):
        held = select(func.count()).where(Comment.state == State.HELD)
        return db.session.scalar(held) or 0


def _hold(bench: Bench) -> None:
    """Store comments that wait, by many people on one amendment, with their counts."""
    place, now = bench.place.content.quiet, clock.now()
    texts = sentences(bench.size.held, seed=9)
    with transaction(write=True):
        consultation = db.session.get_one(Amendment, place).consultation_id
        common = {
            "consultation_id": consultation, "amendment_id": place, "revision": 1,
            "state": State.HELD, "listed": False, "held_for": ["link.new_account"],
            "created_at": now, "stance": Stance.AGAINST,
        }  # fmt: skip
        rows = [
            {**common, "author_id": 1 + number % bench.size.people, "language": one.language,
             "waiting_since": now + timedelta(milliseconds=number),
             "body": one.text, "terms": " ".join([*marks_of_text(one.text), terms_of(one.text)])}
            for number, one in enumerate(texts)
        ]  # fmt: skip
        db.session.execute(insert(Comment), rows)
        held = {"amendment_id": place, "kind": Stance.AGAINST, "state": State.HELD}
        row = db.session.get(CommentCount, tuple(held.values()))
        if row is None:
            row = CommentCount(**held, count=0)
            db.session.add(row)
        row.count += len(rows)


def _seconds(bench: Bench, paths: list[str]) -> list[list[float]]:
    """Return how long the moderator waits for each page, one after the other; redirects count."""
    cookie = f"{COOKIE}={token_of(bench.place.content.moderator)}"
    times: list[list[float]] = [[] for _ in paths]
    for turn in range(bench.size.rounds * bench.size.repeats + 1):
        for path, own in zip(paths, times, strict=True):
            began = time.perf_counter()
            bench.server.fetch(path, Cookie=cookie)
            own.append(time.perf_counter() - began)
        if turn == 0:  # The first turn warms up.
            for own in times:
                own.clear()
    step = bench.size.repeats
    return [[median(own[at : at + step]) for at in range(0, len(own), step)] for own in times]


def _statements(bench: Bench) -> Iterator[Figure]:
    """Count what going to the next case sends to the database: the way there, and its page."""
    client = bench.place.app.test_client()
    client.set_cookie(COOKIE, token_of(bench.place.content.moderator))
    client.get(NEXT, follow_redirects=True)
    with _counted() as way:
        there = client.get(NEXT).location or ""
    with _counted() as page:
        client.get(there)
    what = f"next case and its page, {_waiting():,} held"
    yield Figure(
        PART, what, bench.place.database, [float(len(way + page))], "statements", "",
        float(len(page)), "for the page", at_most=10,
    )  # fmt: skip


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Collect the statements that this process sends meanwhile."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            found.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _together(bench: Bench, page: list[float]) -> Figure:
    """Decide on many comments at once, each time on others."""
    values = []
    count = min(MOST_AT_ONCE, bench.size.held // bench.size.rounds)
    for number in range(bench.size.rounds):
        with transaction(write=False):
            held = select(Comment.id, Comment.version).where(Comment.state == State.HELD)
            rows = db.session.execute(held.order_by(Comment.id.desc()).limit(count)).all()
        action = ("reject", "publish")[number % 2]
        values.append(_decide(bench, [f"{one.id}:{one.version}" for one in rows], action))
        bench.faults += _left([one.id for one in rows])
    what = f"{count} decisions in one request"
    return Figure(
        PART, what, bench.place.database, values, "s", "", median(values) / median(page),
        "ordinary pages", at_most=5,
    )  # fmt: skip


def _decide(bench: Bench, cases: list[str], action: str) -> float:
    person = bench.place.content.moderator
    secret = bench.place.app.extensions["consult_settings"].secret_key
    token = mask(token_of_session(token_of(person), secret))
    fields = {"csrf_token": token, "case": cases, "action": action, "ground": "spam", "note": ""}
    headers = {
        "Cookie": f"{COOKIE}={token_of(person)}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    began = time.perf_counter()
    connection = http.client.HTTPConnection(bench.server.host, bench.server.port, timeout=60)
    connection.request("POST", MANY, urlencode(fields, doseq=True), headers)
    status = connection.getresponse().status
    connection.close()
    if status != 303:
        bench.faults.append(f"{len(cases)} decisions in one request are answered {status}.")
    return time.perf_counter() - began


def _left(numbers: list[int]) -> list[str]:
    """Return what is wrong: a comment that still waits after the decision."""
    with transaction(write=False):
        waits = (Comment.id.in_(numbers), Comment.waiting_since.is_not(None))
        left = db.session.scalar(select(func.count()).where(*waits))
    return [f"{left} of {len(numbers)} comments wait after the decision."] if left else []
