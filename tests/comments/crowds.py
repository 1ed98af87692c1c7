"""Amendments with many comments."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import Stance, State, strength
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db
from tests.make import Make


def many(make: Make, amendment: Amendment, count: int, scores: Callable[[int], int]) -> Account:
    """Write many comments at once, a third of them replies to the first; return their author."""
    author = make.account()
    now = clock.now() - timedelta(days=1)

    def row(number: int, root: int | None) -> dict[str, Any]:
        score = scores(number)
        return {
            "consultation_id": amendment.consultation_id,
            "amendment_id": amendment.id,
            "revision": 1,
            "author_id": author.id,
            "parent_id": root,
            "root_id": root,
            "stance": None if root else list(Stance)[number % 3],
            "language": "en",
            "body": f"Text {number}",
            "state": State.PUBLISHED,
            "listed": True,
            "held_for": [],
            "agrees": max(score, 0),
            "disagrees": max(-score, 0),
            "score": score,
            "strength": strength(max(score, 0), max(-score, 0)),
            "created_at": now + timedelta(seconds=number),
        }

    def work() -> None:
        db.session.execute(insert(Comment), [row(n, None) for n in range(count)])
        first = db.session.scalar(select(Comment.id).order_by(Comment.id).limit(1))
        for number in range(count // 3):
            db.session.execute(insert(Comment), row(number, first))
        db.session.execute(update(Comment).where(Comment.id == first).values(replies=count // 3))

    make.do(work)
    return author
