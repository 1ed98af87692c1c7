"""Decisions at the same instant as others, over real HTTP, on two server processes."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.moderation.models import Decision
from tests.comments.test_states import check_replies, counted, recount
from tests.served import Place, home
from tests.votes.volley import fire, post, sign_in

pytestmark = pytest.mark.slow


def test_a_batch_and_single_decisions_at_once_decide_each_comment_once(place: Place) -> None:
    make = place.make
    amendment = make.amendment()
    comments = [make.comment(amendment, body=f"Text {one}") for one in range(6)]
    people = [sign_in(make.app, place.url, make.moderator()) for _ in range(2)]
    many = {"action": "hide", "ground": "spam", "note": ""}
    ticked = "&".join(f"case={one.id}%3A1" for one in comments).removeprefix("case=")
    batch = post(place.url, "/en/moderation/many?" + "x=1", people[0], case="@@", **many)
    head, body = batch.split(b"\r\n\r\n")
    body = body.replace(b"%40%40", ticked.encode())
    lines = [one for one in head.split(b"\r\n") if not one.startswith(b"Content-Length")]
    whole = b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body
    single = {"action": "hide", "ground": "insult", "note": "", "version": "1"}
    ones = [
        post(place.url, f"/en/moderation/comments/{one.id}", people[1], **single)
        for one in comments
    ]
    answers = fire(place.url, [*ones[:3], whole, *ones[3:]])
    assert {one.status for one in answers} <= {303, 409}, Counter(one.status for one in answers)
    for one in comments:
        decided = select(func.count()).where(Decision.comment_id == one.id)
        assert make.scalar(decided) == 1
    assert counted(make, amendment.id) == recount(make, amendment.id)


def test_replies_sent_while_a_thread_moves_go_along_or_are_refused(place: Place) -> None:
    make = place.make
    first = make.amendment()
    second = make.amendment(first.consultation)
    root = make.comment(first)
    moderator = sign_in(make.app, place.url, make.moderator())
    fields = {"action": "move", "amendment": second.number, "note": "", "version": "1"}
    move = post(place.url, f"/en/moderation/comments/{root.id}", moderator, **fields)
    where = f"{home(first)}/{root.id}/reply"
    replies = [post(place.url, where, place.citizen(), body=f"Reply {one}") for one in range(8)]
    answers = fire(place.url, [*replies[:4], move, *replies[4:]])
    assert {one.status for one in answers} <= {303, 404, 409, 422}
    rows = make.all(select(Comment.amendment_id).where(Comment.root_id == root.id))
    home_of_root = make.scalar(select(Comment.amendment_id).where(Comment.id == root.id))
    assert {one for (one,) in rows} <= {home_of_root}
    for amendment in (first, second):
        assert counted(make, amendment.id) == recount(make, amendment.id)
    check_replies(make)
