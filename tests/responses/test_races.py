"""Answers at the same instant, over real HTTP, on two server processes."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import AnsweredCount, Comment
from consult.consultations.queries import the_consultation
from consult.ledger.models import LedgerEvent
from consult.moderation.models import Decision
from consult.responses.models import Answer, AnswerEdit
from consult.responses.sharing import review
from tests.served import Place, home
from tests.votes.volley import Citizen, fire, post, sign_in

pytestmark = pytest.mark.slow


def signed_in(place: Place, account: Account) -> Citizen:
    return sign_in(place.make.app, place.url, account)


def publishing(place: Place, comment: Comment, who: Citizen, number: int) -> bytes:
    said = {"disposition": "noted", "reasons": f"Answer {number}", "language": "en"}
    where = f"{home(comment.amendment)}/{comment.id}/answer"
    seen = {"version": "0", "seen": str(comment.version)}
    return post(place.url, where, who, **said, **seen, step="publish")


def test_of_officials_who_answer_at_once_one_answers_and_the_others_are_told(
    place: Place,
) -> None:
    make = place.make
    comment = make.comment()
    officials = [signed_in(place, make.official(comment.consultation)) for _ in range(8)]
    sent = [publishing(place, comment, who, number) for number, who in enumerate(officials)]
    answers = fire(place.url, sent)
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 7}
    stored = make.scalar(select(Answer).where(Answer.comment_id == comment.id))
    assert make.scalar(select(AnswerEdit.id).where(AnswerEdit.answer_id == stored.id)) is None
    shown = make.scalar(select(Comment).where(Comment.id == comment.id))
    assert shown.answer["reasons"] == stored.reasons
    assert shown.answered_by == [stored.author_id]
    counts = select(AnsweredCount.count).where(AnsweredCount.amendment_id == comment.amendment_id)
    assert make.all(counts) == [(1,)]
    told = select(func.count()).where(LedgerEvent.subject == f"comment:{comment.id}")
    assert make.scalar(told.where(LedgerEvent.kind == "ANSWER_PUBLISHED")) == 1


def test_who_answers_and_hides_at_once_has_done_one_of_both(place: Place) -> None:
    make = place.make
    for number in range(6):
        comment, both = make.comment(), make.administrator()
        who, case = signed_in(place, both), f"/en/moderation/comments/{comment.id}"
        hide = {"action": "hide", "ground": "insult", "version": str(comment.version)}
        sent = [publishing(place, comment, who, number), post(place.url, case, who, **hide)]
        statuses = [answer.status for answer in fire(place.url, sent)]
        assert sorted(statuses)[0] == 303 and sorted(statuses)[1] in {403, 409}, statuses
        answered = make.scalar(select(Answer.id).where(Answer.comment_id == comment.id))
        decided = make.scalar(select(Decision.id).where(Decision.comment_id == comment.id))
        assert (answered is None) != (decided is None)


def test_two_who_publish_the_same_answers_at_once_publish_each_once(place: Place) -> None:
    make = place.make
    first = make.comment()
    comments = [first, *(make.comment(first.amendment) for _ in range(5))]
    writer, reviewer = (make.official(first.consultation) for _ in range(2))
    answers = [make.answer(one, writer, draft=True) for one in comments]
    here = lambda: the_consultation(first.consultation.slug)  # noqa: E731
    ready = [
        make.do(lambda one=one: review(here(), make.reader(reviewer), one.id, one.version))
        for one in answers
    ]
    ticked = [f"{one.id}v{one.version}" for one in ready]
    where = f"/en/consultations/{first.consultation.slug}/answers"
    sent = [
        post(place.url, where, signed_in(place, who), step="publish", answer=some)
        for who, some in ((writer, ticked), (reviewer, ticked[::-1]))
    ]
    assert {answer.status for answer in fire(place.url, sent)} == {303}
    counts = select(AnsweredCount.count).where(AnsweredCount.amendment_id == first.amendment_id)
    assert make.all(counts) == [(6,)]
    told = select(func.count()).where(LedgerEvent.kind == "ANSWER_PUBLISHED")
    assert make.scalar(told.where(LedgerEvent.consultation_id == first.consultation_id)) == 6
