"""An answer: what it must say, who may write it, what it does to its comment, and that it stays."""

from typing import Any

import pytest
from sqlalchemy import func, select

from consult.accounts.rules import Role
from consult.comments.actions import withdraw_comment
from consult.comments.history import leaves_no_mark
from consult.comments.models import AnsweredCount, Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.ledger.models import LedgerEvent
from consult.responses import actions
from consult.responses.models import Answer, AnswerEdit
from consult.responses.queries import meter_of
from consult.responses.rules import NEEDS_NO_REASONS, Disposition, Said, State
from tests.make import Make
from tests.moderation.test_decisions import stored


def counted(make: Make, comment: Comment) -> int:
    kinds = select(func.sum(AnsweredCount.count))
    return int(make.scalar(kinds.where(AnsweredCount.amendment_id == comment.amendment_id)) or 0)


@pytest.mark.parametrize("disposition", list(Disposition))
def test_reasons_are_owed_for_all_that_is_not_simply_taken(
    make: Make, disposition: Disposition
) -> None:
    comment = make.comment()
    if disposition in NEEDS_NO_REASONS:
        assert make.answer(comment, disposition=disposition, reasons=" \n ").reasons == ""
    else:
        with pytest.raises(Invalid):
            make.answer(comment, disposition=disposition, reasons=" \n ")
        assert make.answer(comment, disposition=disposition, reasons="Why.").reasons == "Why."


@pytest.mark.parametrize(("disposition", "length"), [(None, 3), ("maybe", 3), ("noted", 5001)])
def test_an_answer_without_a_disposition_or_too_long_is_not_published(
    make: Make, disposition: str | None, length: int
) -> None:
    comment = make.comment()
    with pytest.raises(Invalid):
        make.answer(comment, disposition=disposition, reasons="x" * length)
    assert make.scalar(select(func.count()).select_from(Answer)) == 0


def test_a_draft_may_be_unfinished_and_changes_nothing_for_the_public(make: Make) -> None:
    comment = make.comment()
    version = make.scalar(select(Amendment.version).where(Amendment.id == comment.amendment_id))
    draft = make.answer(comment, disposition=None, reasons="", draft=True)
    assert (draft.state, draft.published_at, draft.version) == (State.DRAFT, None, 1)
    now = stored(make, comment)
    assert (now.answer, now.answered_at, now.version) == (None, None, comment.version)
    assert counted(make, comment) == 0
    assert version == make.scalar(
        select(Amendment.version).where(Amendment.id == comment.amendment_id)
    )
    assert not make.all(select(LedgerEvent).where(LedgerEvent.kind.startswith("ANSWER")))


def test_another_official_goes_on_with_a_draft_and_publishes_it(make: Make) -> None:
    comment = make.comment()
    make.answer(comment, disposition="noted", reasons="Half a", draft=True)
    second = make.official(comment.consultation)
    answer = make.answer(comment, second, disposition="noted", reasons="Half a sentence.")
    assert (answer.state, answer.author_id, answer.version) == (State.PUBLISHED, second.id, 2)
    assert stored(make, comment).answered_by == [second.id]


def test_publishing_shows_counts_and_touches_the_amendment(make: Make) -> None:
    comment = make.comment()
    home = select(Amendment.version).where(Amendment.id == comment.amendment_id)
    before = make.scalar(home)
    answer = make.answer(comment, disposition="accepted_in_part", reasons="One of\r\nboth.")
    now = stored(make, comment)
    assert now.answer == {
        "disposition": "accepted_in_part",
        "reasons": "One of\nboth.",
        "language": "en",
        "revision": 1,
    }
    assert (now.answered_at, now.corrected_at) == (answer.published_at, None)
    assert make.scalar(home) == before + 1
    assert counted(make, comment) == 1
    event = make.scalar(select(LedgerEvent).where(LedgerEvent.kind == "ANSWER_PUBLISHED"))
    assert event.data == {"disposition": "accepted_in_part", "revision": 1, "suggestion": None}
    assert event.subject == f"comment:{comment.id}"


def test_a_correction_is_marked_and_what_was_said_is_kept(make: Make) -> None:
    comment = make.comment()
    first = make.answer(comment, disposition="noted", reasons="We read it.")
    make.answer(comment, disposition="accepted", reasons="We take it.")
    now, answer = stored(make, comment), make.scalar(select(Answer))
    assert now.answer["disposition"] == "accepted"
    assert now.answered_at == first.published_at == answer.published_at
    assert now.corrected_at == answer.corrected_at > first.published_at
    edit = make.scalar(select(AnswerEdit))
    assert (edit.disposition, edit.reasons) == ("noted", "We read it.")
    assert len(now.answered_by) == 2
    assert counted(make, comment) == 1


def test_the_same_again_is_no_correction(make: Make) -> None:
    comment = make.comment()
    official = make.official(comment.consultation)
    make.answer(comment, official)
    make.answer(comment, official)
    assert make.scalar(select(AnswerEdit)) is None
    assert stored(make, comment).corrected_at is None


def test_a_published_answer_never_becomes_a_draft_again(make: Make) -> None:
    comment = make.comment()
    make.answer(comment)
    with pytest.raises(Conflict):
        make.answer(comment, reasons="Wait.", draft=True)
    assert make.scalar(select(Answer.state)) == State.PUBLISHED


@pytest.mark.parametrize("what", ["answer", "comment"])
def test_an_out_of_date_page_is_refused(make: Make, what: str) -> None:
    comment, reader = make.comment(), make.reader(make.official())
    seen = {"version": 0, "seen": comment.version} | (
        {"version": 1} if what == "answer" else {"seen": comment.version - 1}
    )

    def late() -> Any:
        said = Said("noted", "", "en")
        return actions.publish_answer(comment_by_id(comment.id), reader, said, **seen)

    with pytest.raises(Conflict):
        make.do(late)
    assert make.scalar(select(Answer)) is None


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_only_what_is_published_is_answered(make: Make, state: str) -> None:
    comment = make.comment()
    if state == "hidden":
        make.decision(comment, make.moderator(), "hide")
    else:
        make.do(lambda: withdraw_comment(comment_by_id(comment.id)))
    with pytest.raises(Conflict):
        make.answer(comment)


def test_nobody_answers_their_own_comment(make: Make) -> None:
    amendment = make.amendment()
    official = make.official(amendment.consultation)
    with pytest.raises(NotAllowed):
        make.answer(make.comment(amendment, official), official)


@pytest.mark.parametrize("action", ["keep", "hide"])
def test_nobody_answers_what_they_decided_on(make: Make, action: str) -> None:
    comment = make.comment()
    both = make.staff(Role.ADMINISTRATOR)
    make.decision(comment, both, action)
    if action == "hide":
        make.decision(comment, make.moderator(), "restore")
    with pytest.raises(NotAllowed):
        make.answer(comment, both)


def test_nobody_decides_on_what_they_answered_or_corrected(make: Make) -> None:
    comment = make.comment()
    first, second = make.administrator(), make.administrator()
    make.answer(comment, first)
    make.answer(comment, second, disposition="noted")
    for one in (first, second):
        with pytest.raises(NotAllowed):
            make.decision(comment, one, "hide")
    make.decision(comment, make.moderator(), "hide")
    assert stored(make, comment).state == "hidden"


def test_an_answer_counts_while_its_comment_is_published(make: Make) -> None:
    comment, moderator = make.comment(), make.moderator()
    place = comment.consultation_id
    make.answer(comment)
    make.answer(make.comment(parent=comment))
    assert counted(make, comment) == 2
    make.decision(comment, moderator, "hide")
    assert counted(make, comment) == 1
    assert make.read(lambda: meter_of(place)).others_answered == 0
    make.decision(comment, moderator, "restore")
    meter = make.read(lambda: meter_of(place))
    assert (meter.others, meter.others_answered, meter.others_open) == (1, 1, 0)
    make.do(lambda: withdraw_comment(comment_by_id(comment.id)))
    assert counted(make, comment) == 1


def test_after_an_answer_an_edit_leaves_a_mark(make: Make) -> None:
    comment = make.comment()
    assert make.read(lambda: leaves_no_mark(comment_by_id(comment.id)))
    make.answer(comment)
    assert not make.read(lambda: leaves_no_mark(comment_by_id(comment.id)))
