"""Decisions at the same instant as others, over real HTTP, on two server processes."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from consult.comments.masking import MASK
from consult.comments.models import Comment, CommentEdit
from consult.moderation.bulk import decide_many
from consult.moderation.models import Decision
from consult.moderation.rules import Action, Ground
from tests.comments.test_states import check_replies, counted, recount
from tests.moderation.test_bulk import judge
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


def test_a_batch_undone_while_somebody_decides_anew_leaves_each_comment_to_one_of_them(
    place: Place,
) -> None:
    make = place.make
    amendment, moderators = make.amendment(), [make.moderator() for _ in range(2)]
    comments = [make.comment(amendment, body=f"Text {one}") for one in range(8)]
    seen, first = [(one.id, 1) for one in comments], judge(make, moderators[0])
    batch = make.do(lambda: decide_many(seen, first, Action.HIDE, Ground.SPAM, "").id)
    people = [sign_in(make.app, place.url, one) for one in moderators]
    undo = post(place.url, f"/en/moderation/batches/{batch}/undo", people[0])
    restore = {"action": "restore", "note": "", "ground": "", "version": "2"}
    ones = [
        post(place.url, f"/en/moderation/comments/{one.id}", people[1], **restore)
        for one in comments
    ]
    answers = fire(place.url, [*ones[:4], undo, *ones[4:]])
    assert answers.pop(4).status == 303
    for one, answer in zip(comments, answers, strict=True):
        decisions = make.all(
            select(Decision.action, Decision.undone_at).filter_by(comment_id=one.id)
        )
        restored = any(row.action == "restore" for row in decisions)
        undone = any(row.undone_at is not None for row in decisions)
        assert (restored, undone, answer.status) in {(True, False, 303), (False, True, 409)}
        assert make.scalar(select(Comment.state).where(Comment.id == one.id)) == "published"
    assert counted(make, amendment.id) == recount(make, amendment.id)


def test_words_masked_while_their_author_edits_are_masked_or_the_edit_stands(place: Place) -> None:
    make = place.make
    amendment, written, edited = make.amendment(), "A secret word.", "Nothing of the kind."
    moderator = sign_in(make.app, place.url, make.moderator())
    sent, comments = [], []
    for one in range(6):
        author = make.account()
        comment = make.comment(amendment, author, body=f"{written} {one}")
        fields = {"ground": "other", "note": "A name.", "version": "1"}
        mask = {"action": "redact", "passages": "secret", **fields}
        edit = {"body": f"{edited} {one}", "stance": "for", "version": "1"}
        pair = [
            post(place.url, f"/en/moderation/comments/{comment.id}", moderator, **mask),
            post(
                place.url,
                f"{home(amendment)}/{comment.id}/edit",
                sign_in(make.app, place.url, author),
                **edit,
            ),
        ]
        comments.append(comment)
        sent += pair if one % 2 else pair[::-1]
    answers = fire(place.url, sent)
    for one, comment in enumerate(comments):
        both = sorted(each.status for each in answers[2 * one : 2 * one + 2])
        assert both == [303, 409], [each.status for each in answers]
        now = make.scalar(select(Comment).where(Comment.id == comment.id))
        before = make.all(select(CommentEdit.body).where(CommentEdit.comment_id == comment.id))
        if MASK in now.body:
            assert (now.body, now.original) == (f"A {MASK * 6} word. {one}", comment.body)
            assert before == []
        else:
            assert (now.body, now.original) == (f"{edited} {one}", None)
            assert before == [(comment.body,)]
