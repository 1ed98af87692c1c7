"""Who may do what with a comment in which state: role x state x action, written out by hand.

Every cell is a form sent over HTTP; it says the state afterwards, or the status of the refusal.
"""

import random
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.comments.states import change_state
from consult.consultations.models import Amendment
from consult.core import clock
from consult.moderation.models import Decision
from tests.make import Make
from tests.pages import Visitor

ACTIONS = ("publish", "reject", "hide", "restore", "keep", "redact", "move", "ask")
STATES = ("held", "published", "hidden", "rejected", "withdrawn")

JUDGES = """
held       published rejected 409    409       409       published held      held
published  409       409      hidden 409       published published published held
hidden     409       409      409    published 409       409       409       409
rejected   409       409      409    409       409       409       409       409
withdrawn  409       409      409    409       409       409       409       409
"""
REFUSED = """
held       403       403      403    403       403       403       403       403
published  403       403      403    403       403       403       403       403
hidden     403       403      403    403       403       403       403       403
rejected   403       403      403    403       403       403       403       403
withdrawn  403       403      403    403       403       403       403       403
"""
KNOWS_OF_NO_HELD_ONE = """
held       404       404      404    404       404       404       404       404
published  403       403      403    403       403       403       403       403
hidden     403       403      403    403       403       403       403       403
rejected   403       403      403    403       403       403       403       403
withdrawn  403       403      403    403       403       403       403       403
"""
MATRIX = {
    "visitor": KNOWS_OF_NO_HELD_ONE,
    "citizen": KNOWS_OF_NO_HELD_ONE,
    "author": REFUSED,
    "author who moderates": REFUSED,
    "reporter": KNOWS_OF_NO_HELD_ONE,
    "moderator here": JUDGES,
    "moderator elsewhere": KNOWS_OF_NO_HELD_ONE,
    "official here": KNOWS_OF_NO_HELD_ONE,
    "official who answered and moderates": REFUSED,
    "administrator": JUDGES,
}
ON = [
    (database, role)
    for role, table in MATRIX.items()
    for database in (["sqlite", "postgresql"] if table is JUDGES else ["sqlite"])
]
"""Who is refused is refused before the database is asked for more; one of the two shows it."""
WAYS = {
    "held": [State.HELD],
    "published": [],
    "hidden": [State.HIDDEN],
    "rejected": [State.HELD, State.REJECTED],
    "withdrawn": [State.WITHDRAWN],
}


def cells(table: str) -> list[tuple[str, str, str]]:
    rows = [line.split() for line in table.strip().splitlines()]
    assert [row[0] for row in rows] == list(STATES)
    return [(r[0], a, want) for r in rows for a, want in zip(ACTIONS, r[1:], strict=True)]


def somebody(make: Make, role: str, place: Any) -> Account | None:
    match role:
        case "visitor":
            return None
        case "moderator here" | "author who moderates" | "official who answered and moderates":
            return make.moderator(place)
        case "moderator elsewhere":
            return make.moderator(make.consultation())
        case "official here":
            return make.official(place)
        case "administrator":
            return make.administrator()
    return make.account()


def in_state(make: Make, amendment: Amendment, author: Account, cell: tuple[str, ...]) -> Comment:
    state = cell[1]
    rng = random.Random(str(cell))  # the same author must not seem to flood
    words = " ".join("".join(rng.choices("abcdefgh", k=7)) for _ in range(12))
    comment = make.comment(amendment, author, body=f"To nobody: {words}.")

    def work() -> None:
        comment_by_id(comment.id).created_at = clock.now() - timedelta(hours=2)
        for step in WAYS[state]:
            change_state(comment_by_id(comment.id), step)

    make.do(work)
    return comment


@pytest.mark.parametrize(("app", "role"), ON, indirect=["app"])
def test_the_matrix_holds(make: Make, visitor: Visitor, role: str) -> None:
    place = make.consultation()
    amendment, other = make.amendment(place), make.amendment(place, number="77")
    person, author = somebody(make, role, place), make.account()
    if person is not None:
        visitor.sign_in(person)
    start = "/en/" if person else "/en/sign-in"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(start).response.text)[0]
    for state, action, wanted in cells(MATRIX[role]):
        written_by = person if role.startswith("author") and person else author
        cell = (role, state, action)
        comment = in_state(make, amendment, written_by, cell)
        prepare(make, role, comment, person)
        version = make.scalar(select(Comment.version).where(Comment.id == comment.id))
        form = {"csrf_token": token, "version": str(version), "action": action}
        form |= {"ground": "spam", "note": "Please.", "passages": "nobody", "amendment": "77"}
        answer = visitor.post(f"/en/moderation/comments/{comment.id}", data=form)
        after = make.scalar(select(Comment).where(Comment.id == comment.id))
        decisions = make.scalar(select(func.count()).where(Decision.comment_id == comment.id))
        if wanted.isdigit():
            assert (answer.status, after.state, decisions) == (int(wanted), state, 0), cell
            continue
        assert (answer.status, after.state, decisions) == (303, wanted, 1), cell
        assert (after.amendment_id == other.id) == (action == "move"), cell
        assert ("██████" in after.body) == (action == "redact"), cell
        assert (after.waiting_since is not None) == (action == "move" and wanted == "held"), cell
        assert after.reserved_for == (person.id if person and action == "ask" else None), cell


def prepare(make: Make, role: str, comment: Comment, person: Account | None) -> None:
    """Let the official have answered, and the reporter have reported."""

    def answered() -> None:
        comment_by_id(comment.id).answered_by = [person.id] if person else []

    if role.startswith("official who answered"):
        make.do(answered)
    now = make.scalar(select(Comment.state).where(Comment.id == comment.id))
    if role == "reporter" and now == State.PUBLISHED:
        make.report(comment, person)
