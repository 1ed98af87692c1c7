"""Arguments at the same instant, over real HTTP, on two server processes."""

from collections import Counter

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.responses.models import Answer, Argument
from tests.responses.arguing import answered, change, counts_agree, now, three
from tests.responses.test_races import signed_in
from tests.served import Place, home
from tests.votes.volley import Citizen, fire, post

pytestmark = pytest.mark.slow


def at(amendment: Amendment, rest: str) -> str:
    return home(amendment).removesuffix("comments") + "arguments/" + rest


def gathering(place: Place, one: Comment, who: Citizen, number: int) -> bytes:
    heading = {"title": f"Heading {number}", "language": "en"}
    where = at(one.amendment, "gather")
    return post(place.url, where, who, **heading, comment=str(one.id))


def test_of_officials_who_gather_the_same_comment_one_has_it(place: Place) -> None:
    make = place.make
    comment = make.comment()
    officials = [signed_in(place, make.official()) for _ in range(6)]
    sent = [gathering(place, comment, who, number) for number, who in enumerate(officials)]
    assert Counter(one.status for one in fire(place.url, sent)) == {303: 1, 409: 5}
    here = select(Argument).where(Argument.amendment_id == comment.amendment_id)
    ((argument,),) = make.all(here)
    assert (argument.number, argument.comments, argument.people) == (1, 1, 1)


def test_arguments_gathered_at_once_have_each_a_number_of_their_own(place: Place) -> None:
    make = place.make
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(6)]
    officials = [signed_in(place, make.official()) for _ in comments]
    sent = [
        gathering(place, one, who, number)
        for number, (one, who) in enumerate(zip(comments, officials, strict=True))
    ]
    assert {one.status for one in fire(place.url, sent)} == {303}
    numbers = select(Argument.number).where(Argument.amendment_id == amendment.id)
    assert sorted(row[0] for row in make.all(numbers)) == [1, 2, 3, 4, 5, 6]
    counts_agree(make, amendment)


def test_publishing_while_members_are_hidden_and_withdrawn_keeps_all_counts(place: Place) -> None:
    make = place.make
    for _ in range(3):
        amendment = make.amendment()
        comments = [make.comment(amendment) for _ in range(3)]
        argument = make.argument(amendment, comments)
        answered(make, argument, draft=True)
        official, judge = signed_in(place, make.official()), signed_in(place, make.moderator())
        author = signed_in(place, comments[1].author)
        said = {"disposition": "noted", "reasons": "", "language": "en", "step": "publish"}
        seen = {"version": "1", "seen": str(argument.version)}
        hide = {"action": "hide", "ground": "insult", "version": str(comments[0].version + 1)}
        case = f"/en/moderation/comments/{comments[0].id}"
        withdraw = f"{home(amendment)}/{comments[1].id}/withdraw"
        sent = [
            post(place.url, at(amendment, "1/answer"), official, **said, **seen),
            post(place.url, case, judge, **hide),
            post(place.url, withdraw, author),
        ]
        publish, hidden, _gone = (one.status for one in fire(place.url, sent))
        assert publish == 303 and hidden in {303, 409}
        counts_agree(make, amendment)
        shown = make.scalar(select(Comment).where(Comment.id == comments[2].id))
        assert shown.answer["disposition"] == "noted"


def test_joining_while_the_answer_is_published_leaves_nobody_without_it(place: Place) -> None:
    make = place.make
    for _ in range(3):
        amendment = make.amendment()
        argument = make.argument(amendment, three(make, amendment))
        late = make.comment(amendment)
        one, two = (signed_in(place, make.official()) for _ in range(2))
        said = {"disposition": "noted", "reasons": "", "language": "en", "step": "publish"}
        seen = {"version": "0", "seen": str(argument.version)}
        joins = {"comment": str(late.id), "target": "1"}
        sent = [
            post(place.url, at(amendment, "1/answer"), one, **said, **seen),
            post(place.url, at(amendment, "gather"), two, **joins),
        ]
        statuses = sorted(answer.status for answer in fire(place.url, sent))
        assert statuses in ([303, 303], [303, 409]), statuses
        counts_agree(make, amendment)
        published = make.scalar(select(Answer.state).where(Answer.argument_id == argument.id))
        rows = make.all(select(Comment.answer).where(Comment.argument_id == argument.id))
        assert all((row[0] is not None) == (published == "published") for row in rows)


def test_two_who_merge_into_each_other_do_not_wait_in_a_circle(place: Place) -> None:
    make = place.make
    amendment = make.amendment()
    pair = [make.argument(amendment, [make.comment(amendment)]) for _ in range(2)]
    officials = [signed_in(place, make.official()) for _ in pair]
    sent = [
        post(
            place.url,
            at(amendment, f"{one.number}/edit"),
            who,
            step="merge",
            target=str(3 - one.number),
            version=str(one.version),
        )
        for one, who in zip(pair, officials, strict=True)
    ]
    assert sorted(answer.status for answer in fire(place.url, sent)) == [303, 409]
    assert sorted(now(make, one).comments for one in pair) == [0, 2]
    counts_agree(make, amendment)
    change(make, "rename", max(pair, key=lambda one: now(make, one).comments), "Both", "en")
