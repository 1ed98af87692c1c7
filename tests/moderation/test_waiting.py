"""In which order cases wait, from which index they are read, and which ground screening means."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update

from consult.accounts.rules import Reader, Role
from consult.comments.models import Comment
from consult.comments.words import REASON_LABELS
from consult.core import clock
from consult.core.db import db
from consult.moderation import waiting
from consult.moderation.filters import Filters
from consult.moderation.rules import Ground, Order, Show
from tests.comments.work import forget_statistics, statements
from tests.conftest import empty
from tests.make import Make

HELD = "Write to me: somebody@example.org"
MOST = Filters(order=Order.REPORTED)
EVERYWHERE = Reader(0, roles=frozenset({(Role.MODERATOR, None)}))


def reported(make: Make, times: list[int]) -> list[int]:
    """Make held comments that were reported so often and wait since the same moment."""
    amendment = make.amendment()
    made = [make.comment(amendment, body=f"{HELD} {one}").id for one in range(len(times))]

    def work() -> None:
        same = clock.now()
        for number, reports in zip(made, times, strict=True):
            values = {"open_reports": reports, "waiting_since": same}
            db.session.execute(update(Comment).where(Comment.id == number).values(**values))

    make.do(work)
    return made


def test_pages_of_the_most_reported_hold_every_case_once_in_order(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PER_PAGE", 3)
    times = [0, 2, 0, 5, 2, 0, 0, 2, 1, 0]
    made = reported(make, times)
    by_hand = [one for _, one in sorted(zip((-each for each in times), made, strict=True))]
    seen: list[int] = []
    page = make.read(lambda: waiting.waiting_comments(EVERYWHERE, MOST, None))
    while page.after:
        seen += [one.id for one in page.items]
        page = make.read(partial(waiting.waiting_comments, EVERYWHERE, MOST, page.after))
    seen += [one.id for one in page.items]
    assert seen == by_hand


@pytest.fixture
def small(sqlite_app: Flask) -> Make:
    """A platform on SQLite, which says how it reads each statement."""
    empty(sqlite_app)
    with sqlite_app.app_context():
        forget_statistics()
    return Make(sqlite_app)


@pytest.mark.parametrize("show", [Show.ALL, Show.REPORTED])
def test_the_most_reported_are_read_in_the_order_of_an_index(small: Make, show: Show) -> None:
    reported(small, [0, 1, 2])
    asked = Filters(show=show, order=Order.REPORTED)

    def plan() -> list[str]:
        with statements() as sent:
            waiting.next_comment(EVERYWHERE, asked)
        statement, parameters = next(one for one in sent if one[0].startswith("SELECT"))
        how = f"EXPLAIN QUERY PLAN {statement}"
        rows = db.session.connection().exec_driver_sql(how, parameters)
        return [row.detail for row in rows]

    found = small.read(plan)
    assert any("ix_comments_most_waiting" in one for one in found), found
    assert not any("TEMP B-TREE" in one for one in found), found


def test_every_reason_of_screening_is_of_one_ground_or_of_none_on_purpose() -> None:
    meant = [reason for reasons in waiting.HELD_ON.values() for reason in reasons]
    assert sorted(meant) == sorted(set(REASON_LABELS) - {"premoderation", "imported"})


@pytest.mark.parametrize(
    ("reason", "ground"),
    [("flooding", Ground.REPEATED), ("campaign", Ground.REPEATED), ("word.listed", Ground.INSULT)],
)
def test_what_is_held_for_a_reason_is_found_by_its_ground(
    make: Make, reason: str, ground: Ground
) -> None:
    one, other = make.comment(body=HELD), make.comment(body=HELD)
    change = update(Comment).where(Comment.id == one.id).values(held_for=[reason])
    make.do(lambda: db.session.execute(change))

    def found(asked: Ground) -> list[int]:
        page = waiting.waiting_comments(EVERYWHERE, Filters(ground=asked), None)
        return [each.id for each in page.items]

    assert make.read(lambda: found(ground)) == [one.id]
    assert make.read(lambda: found(Ground.PERSONAL_DATA)) == [other.id]
