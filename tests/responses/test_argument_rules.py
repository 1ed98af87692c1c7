"""Who may join, answer, move and merge arguments, and what an out-of-date page may not do."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from consult.accounts.rules import Role
from consult.comments.actions import edit_comment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.responses import actions
from consult.responses.gathered import arguments_of, barred_from, the_argument
from consult.responses.models import Answer, Argument
from consult.responses.queries import answer_to
from consult.responses.rules import Said, State
from tests.make import Make
from tests.moderation.test_decisions import stored
from tests.responses.arguing import answered, change, counts_agree, now, terms_agree

on_one = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def _hidden(make: Make, comment: Comment) -> None:
    make.decision(comment, make.moderator(), "hide")


def _answered(make: Make, comment: Comment) -> None:
    make.answer(comment)


def _gathered(make: Make, comment: Comment) -> None:
    make.argument(comment.amendment, [comment])


@on_one
@pytest.mark.parametrize("before", [_hidden, _answered, _gathered])
def test_what_is_hidden_answered_or_gathered_already_is_left_out(
    make: Make,
    amendment: Amendment,
    comments: list[Comment],
    before: Callable[[Make, Comment], None],
) -> None:
    before(make, comments[0])
    made = make.argument(amendment, comments)
    assert made.comments == 2
    with pytest.raises(Conflict):
        make.argument(amendment, comments)
    assert len(make.all(select(Argument).where(Argument.id >= made.id))) == 1


@on_one
def test_comments_of_another_amendment_do_not_join(
    make: Make, amendment: Amendment, argument: Argument
) -> None:
    other = make.comment(make.amendment(amendment.consultation))
    with pytest.raises(Conflict):
        change(make, "add", argument, [other.id])
    with pytest.raises(Conflict):
        make.argument(amendment, [other])


@on_one
@pytest.mark.parametrize("title", ["", " \n ", "…!", "x" * 201])
def test_a_heading_says_something_in_one_line(
    make: Make, amendment: Amendment, comments: list[Comment], title: str
) -> None:
    with pytest.raises(Invalid):
        make.argument(amendment, comments, title=title)
    assert make.all(select(Argument)) == []


@on_one
def test_a_gathered_comment_is_answered_through_its_argument_only(
    make: Make, comments: list[Comment], argument: Argument
) -> None:
    with pytest.raises(Conflict):
        make.answer(comments[0])
    assert argument.id and make.scalar(select(Answer)) is None


@on_one
def test_nobody_answers_an_argument_with_what_they_wrote_or_decided_on(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    judge, writer = make.staff(Role.ADMINISTRATOR), make.official()
    make.decision(comments[0], judge, "keep")
    change(make, "add", argument, [make.comment(amendment, writer).id])
    assert make.read(lambda: barred_from(argument.id)) == {judge.id, writer.id}
    for one in (judge, writer):
        for draft in (True, False):
            with pytest.raises(NotAllowed):
                answered(make, argument, one, draft=draft)
    case = make.read(lambda: the_argument(amendment.consultation.slug, amendment.number, 1))
    assert case.answer is None


@on_one
def test_nobody_lets_what_they_decided_on_join_their_own_answer(
    make: Make, amendment: Amendment, argument: Argument
) -> None:
    both = make.staff(Role.ADMINISTRATOR)
    late = make.comment(amendment)
    make.decision(late, both, "keep")
    answered(make, argument, both)
    for by in (both, make.official()):
        with pytest.raises(NotAllowed):
            change(make, "add", argument, [late.id], by=by)
    assert stored(make, late).argument_id is None


@on_one
def test_nobody_decides_on_a_comment_whose_argument_they_answered(
    make: Make, comments: list[Comment], argument: Argument
) -> None:
    both = make.staff(Role.ADMINISTRATOR)
    answered(make, argument, both)
    with pytest.raises(NotAllowed):
        make.decision(comments[0], both, "hide")


@on_one
def test_comments_move_between_arguments_with_the_answer_of_each(
    make: Make, amendment: Amendment, comments: list[Comment], argument: Argument
) -> None:
    late = [make.comment(amendment), make.comment(amendment)]
    other = make.argument(amendment, late, title="Something else")
    answered(make, argument)
    change(make, "move", argument, [comments[0].id], other)
    assert stored(make, comments[0]).answer is None
    change(make, "move", other, [late[0].id], argument)
    assert stored(make, late[0]).answer["argument"]["number"] == argument.number
    counts_agree(make, amendment)


@on_one
def test_an_argument_is_merged_with_its_draft_and_its_number_stays_used(
    make: Make, amendment: Amendment, comments: list[Comment]
) -> None:
    one, two = (make.argument(amendment, [comment]) for comment in comments[:2])
    answered(make, two, draft=True)
    change(make, "merge", two, one)
    assert make.scalar(select(Answer.argument_id)) == one.id
    merged = now(make, two)
    assert (merged.origin, merged.origin_id, merged.comments) == ("merged", one.id, 0)
    assert [row.number for row in make.read(lambda: arguments_of(amendment.id))] == [1]
    assert make.argument(amendment, comments[2:]).number == 3
    with pytest.raises(Conflict):
        change(make, "add", two, [make.comment(amendment).id])
    counts_agree(make, amendment)


@on_one
def test_an_answered_argument_is_not_merged_away(
    make: Make, amendment: Amendment, argument: Argument
) -> None:
    other = make.argument(amendment, [make.comment(amendment)])
    answered(make, argument)
    with pytest.raises(Conflict):
        change(make, "merge", argument, other)
    change(make, "merge", other, argument)
    assert now(make, argument).comments == 4
    counts_agree(make, amendment)


@on_one
def test_an_argument_without_a_published_comment_is_not_answered(
    make: Make, comments: list[Comment], argument: Argument
) -> None:
    change(make, "remove", argument, [one.id for one in comments])
    with pytest.raises(Conflict):
        answered(make, argument)


@on_one
def test_a_page_that_is_out_of_date_changes_nothing(
    make: Make, amendment: Amendment, argument: Argument
) -> None:
    reader = make.reader(make.official())
    change(make, "add", argument, [make.comment(amendment).id])
    said, seen = Said("noted", "", "en"), argument.version

    def late() -> Answer:
        return actions.publish_answer(now_here(), reader, said, version=0, seen=seen)

    def now_here() -> Argument:
        return the_argument(amendment.consultation.slug, amendment.number, 1).argument

    with pytest.raises(Conflict):
        make.do(late)
    assert make.scalar(select(Answer)) is None


@on_one
def test_a_draft_of_ones_own_waits_until_the_comment_leaves_its_argument(
    make: Make, comments: list[Comment], amendment: Amendment
) -> None:
    make.answer(comments[0], draft=True, reasons="Half a")
    argument = make.argument(amendment, comments)
    change(make, "remove", argument, [comments[0].id])
    make.answer(comments[0], reasons="Half a sentence.")
    assert make.read(lambda: answer_to(comments[0].id)).state == State.PUBLISHED


@on_one
def test_an_edit_after_the_answer_leaves_a_mark_and_the_answer(
    make: Make, comments: list[Comment], argument: Argument
) -> None:
    answered(make, argument)
    author = make.reader(comments[1].author)

    def edit() -> None:
        seen = comment_by_id(comments[1].id)
        said = {"body": "Sixty are better.", "stance": seen.stance, "language": "en"}
        edit_comment(seen, author, **said, version=seen.version)

    make.do(edit)
    row = stored(make, comments[1])
    assert row.edited_at is not None and row.answer["disposition"] == "accepted"
    terms_agree(make, comments[1])


@on_one
def test_a_reviewed_answer_that_is_changed_is_a_draft_again(
    make: Make, amendment: Amendment, argument: Argument
) -> None:
    answered(make, argument, draft=True)
    reviewer = make.official()

    def review() -> None:
        answer = the_argument(amendment.consultation.slug, amendment.number, 1).answer
        assert answer is not None
        answer.state, answer.reviewed_by = State.REVIEWED, reviewer.id

    make.do(review)
    again = answered(make, argument, draft=True)
    assert (again.state, again.reviewed_by, again.version) == (State.REVIEWED, reviewer.id, 1)
    assert answered(make, argument, draft=True, reasons="Other.").state == State.DRAFT
    make.do(review)
    published = answered(make, argument, reasons="Other.")
    assert (published.state, published.reviewed_by) == (State.PUBLISHED, reviewer.id)
