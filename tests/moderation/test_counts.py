"""All counts agree with a recount after any sequence of decisions, batches, edits and undoings."""

import random

import pytest

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.errors import Refusal
from consult.moderation.bulk import decide_many, undo
from consult.moderation.models import Batch
from consult.moderation.rules import Action, Ground
from tests.make import Make
from tests.moderation.test_bulk import judge
from tests.moderation.test_effects import PHONE, check_counts, edited, judged, now, on_clause


@pytest.mark.parametrize("seed", [3, 14, 15])
def test_counts_agree_after_any_sequence_of_decisions(make: Make, seed: int) -> None:
    rng, first = random.Random(seed), make.amendment()
    second = make.amendment(first.consultation)
    moderator, official = make.moderator(), make.official(first.consultation)
    roots = [make.comment(first, body=f"Text {one}") for one in range(3)]
    roots += [on_clause(make, first)]
    written = roots + [make.comment(parent=one) for one in roots for _ in range(2)]
    written += [make.comment(parent=one) for one in written[4:8]]
    make.answer(roots[0], official)
    make.answer(written[5], official)
    batches: list[Batch] = []
    for step in range(50):
        comment = now(make, rng.choice(written))
        try:
            one_step(make, rng, comment, moderator, [first, second], written, batches, step)
        except Refusal:
            continue
        if step % 10 == 0:
            check_counts(make, first, second)
    check_counts(make, first, second)


def one_step(
    make: Make,
    rng: random.Random,
    comment: Comment,
    moderator: Account,
    amendments: list[Amendment],
    written: list[Comment],
    batches: list[Batch],
    step: int,
) -> None:
    what = rng.choice([*Action, "edit", "many", "many", "undo"])
    if what == "edit":
        edited(make, comment, rng.choice([f"Edit {step}", f"Call {PHONE} {step}"]))
    elif what == "many":
        action = rng.choice([Action.HIDE, Action.RESTORE, Action.PUBLISH, Action.REJECT])
        some = rng.sample(written, 6)
        seen = [(one.id, now(make, one).version) for one in some]
        reader = judge(make, moderator)
        batches.append(make.do(lambda: decide_many(seen, reader, action, Ground.SPAM, "")))
    elif what == "undo" and batches:
        number = rng.choice(batches).id
        reader = judge(make, moderator)
        make.do(lambda: undo(make_batch(number), reader))
    elif what in set(Action):
        target = rng.choice(amendments).number
        detail = {"amendment": target, "passages": [comment.body.split()[0]]}
        judged(make, comment, moderator, what, detail=detail)


def make_batch(number: int) -> Batch:
    return db.session.get_one(Batch, number)
