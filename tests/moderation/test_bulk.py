"""Many decisions in one request: which are left out, how long it takes, and undoing them."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from consult.accounts.models import Account
from consult.accounts.rules import Reader, Role
from consult.comments.actions import edit_comment
from consult.comments.models import Comment, CommentCount
from consult.comments.queries import comment_by_id
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.jobs import Job
from consult.ledger.models import LedgerEvent
from consult.moderation import leases
from consult.moderation.bulk import decide_many, undo
from consult.moderation.models import Batch, Decision
from consult.moderation.rules import Action, Ground
from tests.comments.test_states import check_replies, counted, recount
from tests.make import Make

PHONE = "Call 8 701 123 45 67 about text"


def judge(make: Make, account: Account, place: int | None = None) -> Reader:
    """Return a moderator of one consultation, or of all, as the actions know them."""
    return replace(make.reader(account), roles=frozenset({(Role.MODERATOR, place)}))


def now(make: Make, comment: Comment) -> Comment:
    return make.scalar(select(Comment).where(Comment.id == comment.id))


def together(
    make: Make, comments: list[Comment], by: Account, action: str, ground: str = "spam"
) -> Batch:
    seen = [(one.id, now(make, one).version) for one in comments]
    why = Ground(ground) if ground else None
    return make.do(lambda: decide_many(seen, judge(make, by), Action(action), why, ""))


def undone(make: Make, batch: Batch, by: Account) -> int:
    return make.do(lambda: undo(db.session.get_one(Batch, batch.id), judge(make, by)))


def test_500_comments_are_decided_and_brought_back_in_five_seconds_each(make: Make) -> None:
    amendments = [make.amendment()]
    amendments += [make.amendment(amendments[0].consultation) for _ in range(4)]
    model, moderator = make.comment(amendments[0], body=PHONE), make.moderator()
    row = make.all(select(Comment.__table__).where(Comment.id == model.id))[0]._asdict()
    del row["id"]
    rows = [row | {"amendment_id": amendments[one % 5].id} for one in range(499)]
    make.do(lambda: db.session.execute(insert(Comment.__table__), rows))
    make.do(recount_all)
    every = [one for (one,) in make.all(select(Comment))]
    begun = time.perf_counter()
    with make.counted() as statements:
        batch = together_all(make, every, moderator)
    took = time.perf_counter() - begun
    assert (took < 5, batch.skipped) == (True, []), (took, len(statements))
    assert len(statements) < 600, len(statements)
    states = {state for (state,) in make.all(select(Comment.state))}
    assert states == {"rejected"}
    begun = time.perf_counter()
    assert undone(make, batch, moderator) == 500
    assert time.perf_counter() - begun < 5
    assert {state for (state,) in make.all(select(Comment.state))} == {"held"}
    for amendment in amendments:
        assert counted(make, amendment.id) == recount(make, amendment.id)


def together_all(make: Make, every: list[Comment], by: Account) -> Batch:
    seen = [(one.id, one.version) for one in every]
    reader = judge(make, by)
    return make.do(lambda: decide_many(seen, reader, Action.REJECT, Ground.SPAM, ""))


def recount_all() -> None:
    db.session.execute(CommentCount.__table__.delete())
    db.session.execute(
        insert(CommentCount.__table__).from_select(
            ["amendment_id", "kind", "state", "count"],
            select(Comment.amendment_id, Comment.stance, Comment.state, func.count()).group_by(
                Comment.amendment_id, Comment.stance, Comment.state
            ),
        )
    )


def test_what_is_not_as_it_was_seen_is_left_out_and_named(make: Make) -> None:
    moderator, other = make.moderator(), make.moderator()
    good, own = make.comment(), make.comment(author=moderator)
    edited, open_elsewhere, answered, hidden = (make.comment() for _ in range(4))
    make.do(lambda: setattr(comment_by_id(answered.id), "answered_by", [moderator.id]))
    make.do(lambda: leases.take(leases.COMMENT, open_elsewhere.id, make.reader(other)))
    make.decision(hidden, other, "hide")
    everybody = [good, own, edited, open_elsewhere, answered, hidden]
    seen = [(one.id, now(make, one).version) for one in everybody] + [(10**9, 1)]
    make.do(lambda: setattr(comment_by_id(edited.id), "version", 7))
    reader = judge(make, moderator)
    batch = make.do(lambda: decide_many(seen, reader, Action.HIDE, Ground.SPAM, ""))
    left_out = {own, edited, open_elsewhere, answered, hidden}
    assert set(batch.skipped) == {one.id for one in left_out} | {10**9}
    assert now(make, good).state == "hidden" and now(make, own).state == "published"
    with pytest.raises(Conflict):
        make.do(lambda: decide_many(seen, reader, Action.HIDE, Ground.SPAM, ""))


def test_a_moderator_of_another_consultation_decides_nothing(make: Make) -> None:
    comment = make.comment()
    elsewhere = make.consultation()
    reader = judge(make, make.moderator(elsewhere), elsewhere.id)
    with pytest.raises(Conflict):
        make.do(lambda: decide_many([(comment.id, 1)], reader, Action.HIDE, Ground.SPAM, ""))


@pytest.mark.parametrize(("action", "ground"), [("hide", ""), ("move", ""), ("redact", "spam")])
def test_what_needs_more_than_a_ground_is_not_decided_together(
    make: Make, action: str, ground: str
) -> None:
    with pytest.raises(Invalid):
        together(make, [make.comment()], make.moderator(), action, ground)


def test_undoing_brings_back_states_reports_and_waiting(make: Make) -> None:
    moderator, held, reported = make.moderator(), make.comment(body=PHONE), make.comment()
    reply = make.comment(parent=reported)
    make.report(reported)
    before = [now(make, one) for one in (held, reported, reply)]
    batches = [
        together(make, [held], moderator, "publish", ""),
        together(make, [reported, reply], moderator, "hide"),
    ]
    assert now(make, reported).open_reports == 0
    assert [undone(make, one, moderator) for one in batches] == [1, 2]
    for was in before:
        here = now(make, was)
        for name in ("state", "ground", "waiting_since", "open_reports", "listed", "replies"):
            assert getattr(here, name) == getattr(was, name), name
    assert counted(make, held.amendment_id) == recount(make, held.amendment_id)
    check_replies(make)
    assert make.scalar(select(func.count()).where(Decision.undone_at.is_not(None))) == 3
    kinds = [kind for (kind,) in make.all(select(LedgerEvent.kind))]
    assert kinds.count("DECISION_UNDONE") == 3
    with pytest.raises(Conflict):
        undone(make, batches[0], moderator)


def test_what_was_decided_or_edited_since_is_not_undone(make: Make) -> None:
    moderator = make.moderator()
    decided, edited, still = (make.comment(body=f"{PHONE} {one}") for one in range(3))
    batch = together(make, [decided, edited, still], moderator, "publish", "")
    make.decision(decided, make.moderator(), "hide")

    def edit() -> None:
        seen = comment_by_id(edited.id)
        said = {"stance": "for", "language": "en", "version": seen.version}
        edit_comment(seen, make.reader(edited.author), body="Calm words.", **said)

    make.do(edit)
    assert undone(make, batch, moderator) == 1
    states = [now(make, one).state for one in (decided, edited, still)]
    assert states == ["hidden", "published", "held"]


def test_undoing_is_for_who_decided_and_for_ten_minutes(make: Make) -> None:
    moderator, comment = make.moderator(), make.comment()
    batch = together(make, [comment], moderator, "hide")
    with pytest.raises(NotAllowed):
        undone(make, batch, make.moderator())
    past = clock.now() - timedelta(minutes=10)
    make.do(lambda: db.session.execute(update(Batch).values(at=past)))
    with pytest.raises(Conflict):
        undone(make, batch, moderator)
    assert now(make, comment).state == "hidden"


def test_each_author_is_told_once_and_nobody_of_what_was_undone(make: Make) -> None:
    moderator, author, other = make.moderator(), make.account(), make.account()
    two = [make.comment(author=author, body=f"Text number {one}") for one in range(2)]
    lone, taken_back = make.comment(author=other), make.comment()
    together(make, [*two, lone], moderator, "hide")
    undone(make, together(make, [taken_back], moderator, "hide"), moderator)
    assert make.mails() == []
    make.do(lambda: db.session.execute(_due_now()))
    told = {mail["To"]: mail.get_content() for mail in make.mails()}
    assert set(told) == {author.email, other.email} and len(make.mails()) == 2
    assert "Text number 0" in told[author.email] and "Text number 1" in told[author.email]


def _due_now() -> object:
    return update(Job).values(run_at=clock.now())
