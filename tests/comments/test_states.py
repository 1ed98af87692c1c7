"""States of a comment: who goes where, and what hangs on it."""

import random
from collections import Counter

import pytest
from sqlalchemy import func, select

from consult.comments import actions
from consult.comments.models import Comment, CommentCount
from consult.comments.queries import counts_in, counts_of, the_comment
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.errors import Conflict
from consult.ledger.models import LedgerEvent
from tests.make import Make

H, P, R, D, W = State.HELD, State.PUBLISHED, State.REJECTED, State.HIDDEN, State.WITHDRAWN

# Written by hand from DESIGN: held -> published | rejected; published -> hidden -> published;
# an edit holds a published one again; a rejected one may be published on appeal, and is held again
# where its moderator undoes the decision; any -> withdrawn.
ALLOWED = {(H, P), (H, R), (H, W), (P, D), (P, H), (P, W), (R, P), (R, W), (R, H), (D, P), (D, W)}


def change(make: Make, comment: Comment, *states: State, **more: object) -> Comment:
    slug, number = comment.consultation.slug, comment.amendment.number

    def work() -> None:
        for state in states:
            actions.change_state(the_comment(slug, number, comment.id), state, **more)

    make.do(work)
    return make.read(lambda: the_comment(slug, number, comment.id))


WAY = {P: [], H: [H], R: [H, R], D: [D], W: [W]}


@pytest.mark.parametrize("before", State)
def test_a_comment_goes_only_where_the_design_lets_it(make: Make, before: State) -> None:
    for after in State:
        comment = change(make, make.comment(), *WAY[before])
        if (before, after) in ALLOWED:
            assert change(make, comment, after).state == after
        else:
            with pytest.raises(Conflict):
                change(make, comment, after)


def test_a_decision_leaves_its_ground_and_moment_and_closes_the_case(make: Make) -> None:
    comment = change(make, make.comment(), H)
    assert comment.waiting_since is not None and comment.decided_at is None
    comment = change(make, comment, R, ground="insult", decided=True)
    assert (comment.ground, comment.waiting_since) == ("insult", None)
    assert comment.decided_at is not None
    comment = change(make, comment, P, decided=True)
    assert comment.ground is None and comment.version == 4


def test_a_change_of_state_makes_the_page_of_the_amendment_a_new_one(make: Make) -> None:
    comment = make.comment()
    before = make.scalar(select(Amendment.version).where(Amendment.id == comment.amendment_id))
    change(make, comment, D)
    after = make.scalar(select(Amendment.version).where(Amendment.id == comment.amendment_id))
    assert after > before


def listed(make: Make) -> dict[int, tuple[bool, int]]:
    rows = make.all(select(Comment.id, Comment.listed, Comment.replies))
    return {row.id: (row.listed, row.replies) for row in rows}


def test_a_withdrawn_comment_keeps_its_place_as_long_as_it_has_replies(make: Make) -> None:
    root = make.comment()
    reply = make.comment(parent=root)
    deep = make.comment(parent=reply)
    assert listed(make) == {root.id: (True, 2), reply.id: (True, 1), deep.id: (True, 0)}
    change(make, root, W)
    change(make, reply, W)
    assert listed(make) == {root.id: (True, 2), reply.id: (True, 1), deep.id: (True, 0)}
    change(make, deep, W)
    assert listed(make) == {root.id: (False, 0), reply.id: (False, 0), deep.id: (False, 0)}


def test_a_thread_comes_back_with_the_reply_that_is_published(make: Make) -> None:
    root = make.comment()
    reply = make.comment(parent=root)
    deep = change(make, make.comment(parent=reply), H)
    change(make, root, W)
    change(make, reply, W)
    assert not any(shown for shown, _ in listed(make).values())
    change(make, deep, P)
    assert listed(make) == {root.id: (True, 2), reply.id: (True, 1), deep.id: (True, 0)}


def test_a_published_comment_held_after_an_edit_does_not_swallow_its_replies(make: Make) -> None:
    root = make.comment()
    make.comment(parent=root)
    change(make, root, H)
    assert listed(make)[root.id] == (True, 1)


def recount(make: Make, amendment_id: int) -> Counter[tuple[str, str]]:
    kind = func.coalesce(Comment.stance, "reply")
    rows = make.all(
        select(kind, Comment.state, func.count())
        .where(Comment.amendment_id == amendment_id)
        .group_by(kind, Comment.state)
    )
    return Counter({(row[0], row[1]): row[2] for row in rows})


def counted(make: Make, amendment_id: int) -> Counter[tuple[str, str]]:
    rows = make.all(
        select(CommentCount.kind, CommentCount.state, CommentCount.count).where(
            CommentCount.amendment_id == amendment_id
        )
    )
    return Counter({(row.kind, row.state): row.count for row in rows if row.count})


def test_counts_and_replies_equal_a_recount_after_any_sequence(make: Make) -> None:
    amendment, other = make.amendment(), make.amendment()
    make.comment(other)
    author, rng = make.account(), random.Random(7)
    written = [make.comment(amendment, body=f"Text {one}") for one in range(3)]
    for step in range(60):
        comment = rng.choice(written)
        comment = make.read(
            lambda c=comment: the_comment(c.consultation.slug, c.amendment.number, c.id)
        )
        target = rng.choice(list(State))
        if step % 3 == 0 and comment.state == P and comment.parent_id in {None, comment.root_id}:
            written.append(make.comment(amendment, parent=comment, body=f"Reply {step}"))
        elif step % 4 == 0 and comment.state in {H, P} and comment.parent_id is None:
            edit = {"body": f"Edit {step}", "stance": rng.choice(["for", "against", "neutral"])}
            edited(make, comment, author, **edit)
        elif (comment.state, target) in ALLOWED:
            change(make, comment, target)
    assert counted(make, amendment.id) == recount(make, amendment.id)
    check_replies(make)
    public = sum(n for (_, state), n in recount(make, amendment.id).items() if state == P)
    assert make.read(lambda: counts_of(amendment.id)).comments == public
    in_all = make.read(lambda: counts_in(amendment.consultation_id))
    assert in_all.get(amendment.id, 0) == public


def edited(make: Make, comment: Comment, author: object, *, body: str, stance: str | None) -> None:
    def work() -> None:
        fresh = the_comment(comment.consultation.slug, comment.amendment.number, comment.id)
        text = {"body": body, "stance": stance, "language": "en", "version": fresh.version}
        actions.edit_comment(fresh, make.reader(author), **text)

    make.do(work)


def check_replies(make: Make) -> None:
    rows = make.all(select(Comment.__table__))
    for row in rows:
        field = "root_id" if row.root_id is None else "parent_id"
        below = [one for one in rows if getattr(one, field) == row.id and one.listed]
        assert row.replies == len(below), row
        assert row.listed == (row.state in {P, D, R} or bool(below)), row


def test_a_withdrawal_stands_in_the_ledger_without_the_text(make: Make) -> None:
    comment = make.comment(body="My secret argument")
    slug, number = comment.consultation.slug, comment.amendment.number
    make.do(lambda: actions.withdraw_comment(the_comment(slug, number, comment.id)))
    event = make.all(select(LedgerEvent).where(LedgerEvent.kind == "COMMENT_WITHDRAWN"))[0][0]
    assert event.subject == f"comment:{comment.id}" and "secret" not in str(event.data)
