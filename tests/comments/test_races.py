"""Comments and reactions at the same instant, over real HTTP, on two server processes."""

from collections import Counter
from itertools import cycle, islice
from random import Random

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import Reaction
from tests.comments.test_states import check_replies, counted, recount
from tests.make import Make
from tests.served import Place, home
from tests.votes.volley import fire, post, sign_in

pytestmark = pytest.mark.slow
VALUES = [reaction.value for reaction in Reaction]


def check_reactions(make: Make, comment: Comment) -> None:
    values = [
        value
        for (value,) in make.all(
            select(CommentReaction.value).where(CommentReaction.comment_id == comment.id)
        )
    ]
    columns = select(Comment.agrees, Comment.disagrees, Comment.passes, Comment.score)
    row = make.all(columns.where(Comment.id == comment.id))[0]
    agrees, disagrees, passes = values.count(1), values.count(-1), values.count(0)
    assert tuple(row) == (agrees, disagrees, passes, agrees - disagrees)


def test_one_person_pressing_forty_times_at_once_has_one_reaction(place: Place) -> None:
    comment = place.make.comment()
    where, citizen = f"{home(comment.amendment)}/{comment.id}/reaction", place.citizen()
    presses = [post(place.url, where, citizen, value=one) for one in islice(cycle(VALUES), 40)]
    answers = fire(place.url, presses)
    assert Counter(answer.status for answer in answers) == {303: 40}
    check_reactions(place.make, comment)


def test_a_double_click_on_two_processes_leaves_one_comment(place: Place) -> None:
    amendment, citizen = place.make.amendment(), place.citizen()
    clicks = [post(place.url, home(amendment), citizen, stance="for", body="Once.")] * 10
    assert Counter(answer.status for answer in fire(place.url, clicks)) == {303: 10}
    written = select(func.count()).where(Comment.amendment_id == amendment.id)
    assert place.make.scalar(written) == 1


def test_everybody_doing_everything_at_once_leaves_exact_counts(place: Place) -> None:
    make = place.make
    amendment, author = make.amendment(), make.account()
    writer = sign_in(make.app, place.url, author)
    roots = [make.comment(amendment, author, body=f"Root {number}") for number in range(3)]
    replies = [make.comment(parent=root) for root in roots * 2]
    people, rng = [place.citizen() for _ in range(6)], Random(11)
    requests = []
    for number in range(60):
        one = rng.choice([*roots, *replies])
        where, who = f"{home(amendment)}/{one.id}", rng.choice(people)
        requests.append(post(place.url, f"{where}/reaction", who, value=rng.choice(VALUES)))
        requests.append(post(place.url, f"{where}/reply", who, body=f"Reply {number}"))
    for root, body in zip(roots, ("8 701 123 45 67", "An edit", ""), strict=True):
        where = f"{home(amendment)}/{root.id}"
        fields = {"body": body, "stance": "against", "version": "1"}
        requests.append(post(place.url, f"{where}/edit", writer, **fields))
    requests.append(post(place.url, f"{home(amendment)}/{roots[2].id}/withdraw", writer))
    rng.shuffle(requests)
    statuses = Counter(answer.status for answer in fire(place.url, requests))
    assert set(statuses) <= {303, 403, 404, 409, 422} and statuses[303] > 40, statuses
    assert counted(make, amendment.id) == recount(make, amendment.id)
    check_replies(make)
    for comment in [*roots, *replies]:
        check_reactions(make, comment)


def test_of_two_suggestions_by_one_person_at_once_one_is_stored_and_the_other_told(
    place: Place,
) -> None:
    amendment, citizen = place.make.amendment(), place.citizen()
    where = f"{home(amendment).removesuffix('/comments')}/clauses/2/suggestion"
    given = {"stance": "for", "body": "Fewer.", "suggestion": "replace"}
    sent = [
        post(place.url, where, citizen, **given, suggested=f"2. {number} deputies.")
        for number in range(10)
    ]
    answers = fire(place.url, sent)
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 9}
    written = select(func.count()).where(Comment.amendment_id == amendment.id)
    assert place.make.scalar(written) == 1
