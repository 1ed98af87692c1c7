"""Officials share their work: assigned, reviewed by somebody else, published together."""

from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.core.errors import Conflict, Invalid, Missing, NotAllowed
from consult.responses import sharing, work
from consult.responses.models import Answer
from consult.responses.queries import meter_of
from consult.responses.rules import Said, State, Work
from consult.responses.views.work import _pairs
from tests.make import Make
from tests.pages import Visitor

GOOD = Said("not_accepted", "The house needs 145 seats.", "en")


@pytest.fixture
def other(make: Make, comment: Comment) -> Account:
    return make.official(comment.consultation)


def drafted(make: Make, comment: Comment, who: Account, said: Said = GOOD) -> Answer:
    return make.answer(comment, who, disposition=said.disposition, reasons=said.reasons, draft=True)


def place(comment: Comment) -> Consultation:
    return the_consultation(comment.consultation.slug)


def review(make: Make, comment: Comment, who: Account, answer: Answer) -> Answer:
    return make.do(
        lambda: sharing.review(place(comment), make.reader(who), answer.id, answer.version)
    )


def publish(make: Make, comment: Comment, who: Account, *answers: Answer) -> Any:
    chosen = [(one.id, one.version) for one in answers]
    return make.do(lambda: sharing.publish_together(place(comment), make.reader(who), chosen))


def state(make: Make, answer: Answer) -> str:
    return str(make.scalar(select(Answer.state).where(Answer.id == answer.id)))


def test_somebody_else_reviews_and_the_writer_may_not(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    answer = drafted(make, comment, writer)
    with pytest.raises(NotAllowed):
        review(make, comment, writer, answer)
    reviewed = review(make, comment, other, answer)
    assert (reviewed.state, reviewed.reviewed_by) == (State.REVIEWED, other.id)
    with pytest.raises(Conflict):
        review(make, comment, other, answer)


def test_what_says_too_little_is_not_reviewed(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    answer = drafted(make, comment, writer, Said("not_accepted", "", "en"))
    with pytest.raises(Invalid):
        review(make, comment, other, answer)


def test_a_change_after_the_review_makes_it_a_draft_again(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    answer = review(make, comment, other, drafted(make, comment, writer))
    changed = Said("noted", "Read.", "en")

    assert drafted(make, comment, writer, changed).state == State.DRAFT
    result = publish(make, comment, other, answer)
    assert result.done == 0 and len(result.left_out) == 1
    assert state(make, answer) == State.DRAFT


def test_reviewed_answers_are_published_together_and_drafts_are_left_out(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    second = make.comment(comment.amendment, body="Two chambers look twice.")
    third = make.comment(comment.amendment, body="Who pays for it?")
    answers = [drafted(make, one, writer) for one in (comment, second, third)]
    ready = [review(make, comment, other, one) for one in answers[:2]]
    result = publish(make, comment, writer, *ready, answers[2])
    assert (result.done, len(result.left_out)) == (2, 1)
    assert [state(make, one) for one in answers] == ["published", "published", "draft"]
    meter = make.read(lambda: meter_of(comment.consultation_id))
    assert meter.others_answered == 2
    assert publish(make, comment, writer, *ready).done == 0


def test_what_was_hidden_meanwhile_is_left_out_and_the_rest_is_published(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    second = make.comment(comment.amendment, body="Two chambers look twice.")
    ready = [review(make, comment, other, drafted(make, one, writer)) for one in (comment, second)]
    make.decision(comment, make.moderator(), "hide")
    result = publish(make, comment, writer, *ready)
    assert result.done == 1 and [state(make, one) for one in ready] == ["reviewed", "published"]


def test_open_submissions_are_assigned_and_listed_as_mine(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    make.comment(comment.amendment, body="Two chambers look twice.")
    number = comment.amendment.number

    def give() -> int:
        amendment = the_amendment(comment.consultation.slug, number)
        return sharing.assign_open(amendment, make.reader(writer), other.id)

    assert make.do(give) == 2
    assert make.do(give) == 0
    found = comment.consultation_id
    mine = make.read(lambda: work.answers_in_work(found, Work.MINE, other.id, None).items)
    assert [row.Answer.assigned_to for row in mine] == [other.id] * 2
    counts = make.read(lambda: work.counts_of_work(found, writer.id))
    assert counts == {Work.ALL: 2, Work.MINE: 0, Work.TO_REVIEW: 0, Work.REVIEWED: 0}


def test_who_reviews_finds_what_others_wrote_among_much_that_nobody_began(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    written = drafted(make, make.comment(comment.amendment, body="Two look twice."), writer)
    place = comment.consultation.slug, comment.amendment.number
    make.do(lambda: sharing.assign_open(the_amendment(*place), make.reader(writer), other.id))
    found = comment.consultation_id
    for person, expected in ((other, [written.id]), (writer, [])):
        page = make.read(
            lambda who=person.id: work.answers_in_work(found, Work.TO_REVIEW, who, None).items
        )
        assert [row.Answer.id for row in page] == expected
        counts = make.read(lambda who=person.id: work.counts_of_work(found, who))
        assert counts[Work.TO_REVIEW] == len(expected)


@pytest.mark.parametrize("named", ["1v²", "²v1", "1v", "v1", "1v1v1", "99999999999999999999v1"])
def test_what_names_no_answer_is_passed_over(named: str) -> None:
    assert _pairs([named]) == []


def test_only_who_answers_here_is_given_work(make: Make, comment: Comment, writer: Account) -> None:
    answer, stranger = drafted(make, comment, writer), make.account()
    with pytest.raises(Invalid):
        make.do(lambda: sharing.assign(place(comment), [answer.id], stranger.id))
    assert make.do(lambda: sharing.assign(place(comment), [answer.id], writer.id)) == 1
    assert make.do(lambda: sharing.assign(place(comment), [answer.id], writer.id)) == 0


def test_an_answer_of_another_consultation_is_not_touched(
    make: Make, comment: Comment, writer: Account, other: Account
) -> None:
    elsewhere = make.comment()
    answer = drafted(make, comment, writer)
    with pytest.raises(Missing):
        make.do(
            lambda: sharing.review(place(elsewhere), make.reader(other), answer.id, answer.version)
        )


def test_the_page_assigns_reviews_and_publishes(
    make: Make, visitor: Visitor, comment: Comment, writer: Account, other: Account
) -> None:
    answer = drafted(make, comment, writer)
    address = f"/en/consultations/{comment.consultation.slug}/answers"
    assert not visitor.sign_in(writer).get(address).all("//button[contains(@value, 'review-')]")
    visitor = visitor.another().sign_in(other)
    page = visitor.get(address)
    assert "Let the clause name a number." in page.text and GOOD.reasons in page.text
    tick = {"answer": f"{answer.id}v{answer.version}"}
    page = page.submit("/answers", button=("step", "assign"), **tick, official=str(other.id))
    page = page.follow()
    assert "One answer changed hands." in page.text
    page = page.submit("/answers", button=("step", f"review-{tick['answer']}")).follow()
    assert "It can be published." in page.text
    assert f"Reviewed by: {other.pseudonym}" in page.text
    empty = page.submit("/answers", button=("step", "publish"))
    assert empty.status == 422 and "Tick at least one answer." in empty.text
    tick = {"answer": f"{answer.id}v{answer.version + 1}"}
    page = page.submit("/answers", button=("step", "publish"), **tick).follow()
    assert "One answer is published." in page.text
    assert state(make, answer) == State.PUBLISHED


def test_citizens_and_moderators_do_not_see_the_work(
    make: Make, visitor: Visitor, comment: Comment
) -> None:
    address = f"/en/consultations/{comment.consultation.slug}/answers"
    for who in (make.account(), make.moderator()):
        assert visitor.another().sign_in(who).get(address).status == 403
