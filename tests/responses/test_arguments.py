"""Arguments: who joins, who leaves, what one answer does to all comments, and that counts agree."""

import pytest
from sqlalchemy import select

from consult.comments.actions import withdraw_comment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment
from consult.ledger.models import LedgerEvent
from consult.moderation import actions as moderation
from consult.moderation.queries import the_case
from consult.moderation.rules import Action
from consult.responses.models import AnswerEdit, Argument
from tests.make import Make
from tests.moderation.test_decisions import stored
from tests.responses.arguing import answered, change, counts_agree, now, terms_agree

on_one = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def test_comments_are_gathered_under_a_number_that_counts_in_the_consultation(
    make: Make, amendment: Amendment, comments: list[Comment]
) -> None:
    first = make.argument(amendment, comments[:2], title="  Fifty\nis enough ")
    second = make.argument(amendment, comments[2:])
    other = make.argument(elsewhere := make.amendment(), [make.comment(elsewhere)])
    assert [one.number for one in (first, second, other)] == [1, 2, 1]
    assert (first.title, first.comments, first.people) == ("Fifty is enough", 2, 2)
    event = make.scalar(select(LedgerEvent).where(LedgerEvent.kind == "ARGUMENT_GATHERED"))
    assert event.data == {"number": 1, "comments": 2, "people": 2, "origin": "staff"}
    counts_agree(make, amendment)


def test_one_answer_stands_below_every_comment_and_is_counted_once_each(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    pages = select(Amendment.version).where(Amendment.id == amendment.id)
    before = make.scalar(pages)
    official = make.official()
    answer = answered(make, argument, official)
    assert make.scalar(pages) == before + 1
    for one in comments:
        row = stored(make, one)
        assert row.answer == {
            "disposition": "accepted",
            "reasons": "The clause will say fifty.",
            "language": "en",
            "revision": 1,
            "argument": {"number": 1, "title": "Fifty is enough", "language": "en"},
        }
        assert (row.answered_at, row.answered_by) == (answer.published_at, [official.id])
        assert row.version == one.version + 2
        terms_agree(make, one)
    counts_agree(make, amendment)
    events = make.all(select(LedgerEvent).where(LedgerEvent.kind.startswith("A")))
    said = [row[0] for row in events if row[0].kind.startswith(("ANSWER", "ARGUMENT_A"))]
    assert [(one.kind, one.data["comments"], one.data["people"]) for one in said] == [
        ("ARGUMENT_ANSWERED", 3, 2)
    ]


def test_who_joins_later_is_answered_at_once_and_who_leaves_waits_again(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    late = make.comment(amendment)
    answered(make, argument)
    change(make, "add", argument, [late.id])
    assert stored(make, late).answer["argument"]["number"] == argument.number
    change(make, "remove", argument, [late.id, comments[0].id])
    for one in (late, comments[0]):
        row = stored(make, one)
        assert (row.answer, row.answered_at, row.argument_id) == (None, None, None)
        assert row.answered_by, "who answered it may still not moderate it"
        terms_agree(make, one)
    assert now(make, argument).comments == 2
    counts_agree(make, amendment)


def test_a_new_heading_and_a_correction_reach_every_comment(
    make: Make, comments: list[Comment], argument: Argument
) -> None:
    answered(make, argument)
    change(make, "rename", argument, "Елу сенатор жеткілікті", "kk")
    answered(make, argument, disposition="accepted_in_part", reasons="Half of it.")
    for one in comments:
        row = stored(make, one)
        assert row.answer["argument"]["title"] == "Елу сенатор жеткілікті"
        assert (row.answer["disposition"], row.corrected_at is None) == ("accepted_in_part", False)
    assert make.scalar(select(AnswerEdit.disposition)) == "accepted"


def test_a_new_heading_is_no_correction(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    answered(make, argument)
    change(make, "rename", argument, "Fifty will do", "en")
    assert stored(make, comments[0]).corrected_at is None
    corrected = answered(make, argument, disposition="noted", reasons="Half of it.").corrected_at
    late = make.comment(amendment)
    change(make, "add", argument, [late.id])
    change(make, "rename", argument, "Fifty are enough", "en")
    for one, marked in ((comments[0], corrected), (late, None)):
        row = stored(make, one)
        assert (row.answer["argument"]["title"], row.corrected_at) == ("Fifty are enough", marked)


@on_one
def test_what_is_hidden_edited_and_withdrawn_is_not_counted_until_it_is_back(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    moderator = make.moderator()
    make.decision(comments[0], moderator, "hide")
    assert (now(make, argument).comments, now(make, argument).people) == (2, 2)
    answered(make, argument)
    counts_agree(make, amendment)
    make.decision(comments[0], moderator, "restore")
    assert stored(make, comments[0]).answer["disposition"] == "accepted"
    assert now(make, argument).comments == 3
    make.do(lambda: withdraw_comment(comment_by_id(comments[1].id)))
    assert (now(make, argument).comments, now(make, argument).people) == (2, 1)
    counts_agree(make, amendment)


@on_one
def test_a_comment_that_is_moved_to_another_amendment_leaves_argument_and_answer(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    answered(make, argument)
    other, reader = make.amendment(amendment.consultation), make.reader(make.moderator())

    def move() -> None:
        seen = the_case(comments[0].id)
        about = {"ground": None, "note": "", "detail": {"amendment": other.number}}
        moderation.decide(seen, reader, Action.MOVE, **about, version=seen.version)

    make.do(move)
    row = stored(make, comments[0])
    assert (row.argument_id, row.answer, row.answered_at) == (None, None, None)
    terms_agree(make, comments[0])
    assert now(make, argument).comments == 2
    for place in (amendment, other):
        counts_agree(make, place)
