"""The strength of comments: by groups where there are some, by the Wilson bound where not."""

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select, update

from consult.accounts.models import Account
from consult.analysis import queries
from consult.analysis.queries import map_of
from consult.analysis.regrouping import regroup
from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import Reaction, strength
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db
from consult.core.jobs import Job
from tests.analysis.test_groups import BOTH, LARGER, polarised
from tests.make import Make


def crowd(make: Make, larger: int = 60, smaller: int = 25) -> tuple[Amendment, list[int]]:
    """Make an amendment whose comments two camps reacted to, with counters that fit."""
    amendment, author, matrix = make.amendment(), make.account(), polarised(larger, smaller, 12)

    def fill() -> list[int]:
        now = clock.now() - timedelta(days=1)
        common = {
            "consultation_id": amendment.consultation_id, "amendment_id": amendment.id,
            "revision": 1, "author_id": author.id, "stance": "for", "language": "en",
            "body": "Said.", "state": "published", "listed": True, "held_for": [],
            "created_at": now, "terms": "",
        }  # fmt: skip
        rows = []
        for column in matrix.T:
            agrees, disagrees = int((column == 1).sum()), int((column == -1).sum())
            counted = {"agrees": agrees, "disagrees": disagrees, "score": agrees - disagrees}
            rows.append({**common, **counted, "strength": strength(agrees, disagrees)})
        comments = sorted(db.session.scalars(insert(Comment).returning(Comment.id), rows))
        people = [
            {
                "email": "", "email_key": f"c{n}", "pseudonym": f"c{n}", "pseudonym_key": f"c{n}",
                "password_hash": "", "language": "en", "created_at": now, "confirmed_at": now,
            }
            for n in range(len(matrix))
        ]  # fmt: skip
        persons = sorted(db.session.scalars(insert(Account).returning(Account.id), people))
        reactions = [
            {"comment_id": comments[c], "person_id": persons[p], "value": int(value), "at": now}
            for (p, c), value in np.ndenumerate(matrix)
            if not np.isnan(value)
        ]
        db.session.execute(insert(CommentReaction), reactions)
        return comments

    return amendment, make.do(fill)


def strengths(make: Make, amendment: Amendment) -> dict[int, int]:
    rows = select(Comment.id, Comment.strength).where(Comment.amendment_id == amendment.id)
    return {row[0]: row[1] for row in make.all(rows)}


def groups_at(make: Make, amendment: Amendment) -> object:
    return make.scalar(select(Amendment.groups_at).where(Amendment.id == amendment.id))


def compute(make: Make, amendment: Amendment) -> None:
    make.do(lambda: regroup({"amendment": amendment.id}))


def test_with_groups_the_comment_that_both_accept_is_the_strongest(make: Make) -> None:
    amendment, comments = crowd(make)
    compute(make, amendment)
    found = strengths(make, amendment)
    assert max(found, key=lambda key: found[key]) == comments[BOTH]
    assert found[comments[BOTH]] > 2 * found[comments[LARGER]]
    assert groups_at(make, amendment) is not None


def test_computing_twice_changes_nothing(make: Make) -> None:
    amendment, _ = crowd(make)
    compute(make, amendment)
    once = strengths(make, amendment)
    compute(make, amendment)
    assert strengths(make, amendment) == once


def test_of_very_many_reactions_only_those_who_are_looked_at_are_read(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amendment, _ = crowd(make)
    compute(make, amendment)
    once = make.read(lambda: map_of(amendment.id))
    assert once is not None
    monkeypatch.setattr(queries, "MOST_REACTIONS", 10)
    compute(make, amendment)
    again = make.read(lambda: map_of(amendment.id))
    assert again is not None
    assert (again.groups, again.comments, again.points) == (once.groups, once.comments, once.points)


def test_too_few_people_leave_the_wilson_bound(make: Make) -> None:
    amendment, _ = crowd(make, 15, 10)
    before = strengths(make, amendment)
    compute(make, amendment)
    assert strengths(make, amendment) == before and groups_at(make, amendment) is None


def test_where_groups_vanish_the_wilson_bound_comes_back(make: Make) -> None:
    amendment, _ = crowd(make)
    wilson = strengths(make, amendment)
    compute(make, amendment)
    assert strengths(make, amendment) != wilson
    make.do(lambda: db.session.execute(delete(CommentReaction)))
    compute(make, amendment)
    assert strengths(make, amendment) == wilson and groups_at(make, amendment) is None
    assert make.read(lambda: map_of(amendment.id)) is None


def test_a_reaction_asks_for_the_groups_once_and_leaves_their_strength(make: Make) -> None:
    comment = make.comment()
    make.reaction(comment)
    make.reaction(comment)
    asked = select(Job.key).where(Job.kind == "opinion-groups")
    assert make.all(asked) == [(f"opinion-groups:{comment.amendment_id}",)]
    assert make.scalar(select(Comment.strength)) == strength(2, 0)
    make.do(lambda: db.session.execute(update(Amendment).values(groups_at=clock.now())))
    make.do(lambda: db.session.execute(update(Comment).values(strength=77)))
    make.reaction(comment, Reaction.DISAGREE)
    assert make.scalar(select(Comment.strength)) == 77


def test_the_job_runs_when_its_time_has_come(make: Make) -> None:
    amendment, comments = crowd(make)
    make.do(lambda: db.session.execute(delete(Job)))
    payload = {"amendment": amendment.id}
    late = clock.now() - timedelta(seconds=1)
    make.do(
        lambda: db.session.execute(
            insert(Job).values(kind="opinion-groups", payload=payload, run_at=late)
        )
    )
    assert make.run_jobs() == 1 and comments
    assert groups_at(make, amendment) is not None
    assert make.scalar(select(func.count()).select_from(Job)) == 0


def test_a_web_process_loads_no_large_library() -> None:
    large = {"numpy", "typst", "docx"}
    code = f"import sys, consult.blueprints; sys.exit(bool({large} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
