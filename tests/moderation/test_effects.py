"""Masking, moving and asking: what each leaves behind, and that all counts still agree."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments.actions import edit_comment, withdraw_comment, write_comment
from consult.comments.models import (
    AnsweredCount,
    ClauseCount,
    Comment,
    CommentEdit,
)
from consult.comments.passages import passage, suggested_for, words_of
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.consultations.clauses import clauses
from consult.consultations.models import Amendment
from consult.consultations.queries import wording_of
from consult.core import clock
from consult.core.errors import Conflict, Invalid
from consult.ledger.models import LedgerEvent
from consult.moderation.actions import decide
from consult.moderation.asking import bring_back, some_are_kept
from consult.moderation.models import Decision
from consult.moderation.queries import the_case
from consult.moderation.rules import Action, Ground
from tests.comments.places import home
from tests.comments.test_states import check_replies, counted, recount
from tests.make import Make
from tests.pages import Visitor

PHONE = "8 701 123 45 67"


def on_clause(make: Make, amendment: Amendment, words: str = "Quite other words.") -> Comment:
    """Suggest other words for the second clause."""
    author = make.account()

    def work() -> int:
        wording = wording_of(amendment, "en")
        clause = next(one for one in clauses(words_of(wording)) if one.key == "2")
        about = suggested_for(passage(wording, clause), "replace", words)
        text = {"stance": "for", "body": "It costs less.", "language": "en"}
        return write_comment(amendment, make.reader(author), **text, about=about).id

    number = make.do(work)
    return make.read(lambda: comment_by_id(number))


def now(make: Make, comment: Comment) -> Comment:
    return make.scalar(select(Comment).where(Comment.id == comment.id))


def judged(make: Make, comment: Comment, by: Account, action: str, **more: Any) -> Decision:
    def work() -> Decision:
        seen = the_case(comment.id)
        given = {"ground": Ground.PERSONAL_DATA, "note": "Note.", "version": seen.version, **more}
        return decide(seen, make.reader(by), Action(action), **given)

    return make.do(work)


def edited(make: Make, comment: Comment, body: str) -> None:
    def work() -> None:
        seen = comment_by_id(comment.id)
        said = {"stance": seen.stance, "language": "en", "version": seen.version}
        edit_comment(seen, make.reader(seen.author), body=body, **said)

    make.do(work)


def test_masked_words_leave_text_search_and_history_and_stay_for_the_author(make: Make) -> None:
    comment = make.comment(body="My first words: 87011234567 is me.")
    body = f"Call Aigerim, {PHONE}, please."
    edited(make, comment, body)
    start = body.index(PHONE)
    detail = {"spans": [f"{start}-{start + len(PHONE)}"], "passages": ["Aigerim"]}
    decision = judged(make, comment, make.moderator(), "redact", detail=detail, quote=PHONE)
    after = now(make, comment)
    assert (after.state, after.body) == ("published", "Call ███████, █ ███ ███ ██ ██, please.")
    assert after.original == body and "aigerim" not in after.terms
    assert (decision.detail, decision.quote) == ({"masked": 2}, "█ ███ ███ ██ ██")
    said = make.scalar(select(CommentEdit.body))
    assert said == "My first words: ███████████ is me."


def test_personal_data_in_a_suggested_wording_are_shown_and_masked_by_one_press(
    make: Make, visitor: Visitor
) -> None:
    phone = "8 701 123 45 67"
    comment = on_clause(make, make.amendment(), f"Quite other words. Call {phone}.")
    here = f"{home(comment.amendment)}/comments/{comment.id}"
    own = visitor.another().sign_in(comment.author).get(here)
    assert own.all("//mark[@class='found']/text()") == [phone]
    page = visitor.sign_in(make.moderator()).get(f"/en/moderation/comments/{comment.id}")
    assert page.all("//mark/text()") == [phone]
    page.submit(f"/comments/{comment.id}", ("action", "redact"), ground="personal_data")
    after = now(make, comment)
    assert after.state == "published" and "701" not in str(after.suggested)


def test_who_reads_a_masked_comment_sees_no_masked_word(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body="A calm beginning.")
    make.do(
        lambda: setattr(comment_by_id(comment.id), "created_at", clock.now() - timedelta(days=1))
    )
    edited(make, comment, "The secretword stands here.")
    edited(make, comment, "Another SECRETWORD stands here.")
    judged(make, comment, make.moderator(), "redact", detail={"passages": ["secretword"]})
    slug, number = comment.consultation.slug, comment.amendment.number
    home = f"/en/consultations/{slug}/amendments/{number}"
    for path in (home, f"{home}/comments/{comment.id}", f"{home}/comments/{comment.id}/history"):
        page = visitor.get(path)
        assert page.status == 200 and "secretword" not in page.text.lower(), path


@pytest.mark.parametrize(
    "detail",
    [{}, {"spans": ["3-2"]}, {"spans": ["0-99"]}, {"spans": ["x"]}, {"passages": ["nowhere"]}],
)
def test_what_does_not_stand_in_the_text_cannot_be_masked(
    make: Make, detail: dict[str, Any]
) -> None:
    comment = make.comment()
    with pytest.raises(Invalid):
        judged(make, comment, make.moderator(), "redact", detail=detail)
    assert now(make, comment).original is None


def test_a_quoted_passage_must_stand_in_the_text(make: Make) -> None:
    comment, moderator = make.comment(body="One line\nand another."), make.moderator()
    with pytest.raises(Invalid):
        judged(make, comment, moderator, "hide", quote="not there")
    assert judged(make, comment, moderator, "hide", quote="line and").quote == "line and"


def test_an_author_who_edits_a_masked_text_keeps_the_mask(make: Make) -> None:
    comment = make.comment(body="Call Aigerim now.")
    judged(make, comment, make.moderator(), "redact", detail={"passages": ["Aigerim"]})
    edited(make, comment, "Call her now.")
    assert now(make, comment).original is None
    assert make.scalar(select(CommentEdit.body)) == "Call ███████ now."


def test_a_comment_moves_with_its_thread_and_its_old_address_leads_there(
    make: Make, visitor: Visitor
) -> None:
    first = make.amendment()
    second = make.amendment(first.consultation)
    root = on_clause(make, first)
    reply = make.comment(parent=root)
    make.reaction(root)
    judged(make, root, make.moderator(), "move", detail={"amendment": second.number})
    for one in (root, reply):
        after = now(make, one)
        assert (after.amendment_id, after.moved_from) == (second.id, first.id)
        assert (after.clause, after.quote) == (None, None)
    assert now(make, root).agrees == 1
    check_counts(make, first, second)
    old = f"/en/consultations/{first.consultation.slug}/amendments/{first.number}"
    answer = visitor.get(f"{old}/comments/{root.id}")
    assert answer.status == 301
    assert answer.location.endswith(f"/amendments/{second.number}/comments/{root.id}")
    assert answer.follow().status == 200
    elsewhere = make.amendment()
    strange = f"/en/consultations/{elsewhere.consultation.slug}/amendments/{elsewhere.number}"
    assert visitor.get(f"{strange}/comments/{root.id}").status == 404


def test_a_comment_moves_only_within_its_consultation_and_with_its_beginning(make: Make) -> None:
    root = make.comment()
    reply, far = make.comment(parent=root), make.amendment(number="far")
    moderator, here = make.moderator(), root.amendment.number
    make.amendment(root.consultation, number="near")
    for comment, number in ((root, far.number), (root, here), (root, ""), (reply, "near")):
        with pytest.raises(Invalid):
            judged(make, comment, moderator, "move", detail={"amendment": number})


def test_who_is_asked_to_edit_brings_the_case_back_to_the_same_moderator(make: Make) -> None:
    comment, moderator = make.comment(), make.moderator()
    judged(make, comment, moderator, "ask", note="Leave out the last line.")
    asked = now(make, comment)
    assert (asked.state, asked.waiting_since, asked.reserved_for) == ("held", None, moderator.id)
    assert "Leave out the last line." in make.mails()[-1].get_content()
    edited(make, comment, "A better text.")
    back = now(make, comment)
    assert (back.state, back.reserved_for) == ("held", moderator.id)
    assert back.waiting_since is not None
    judged(make, comment, moderator, "publish")
    assert (now(make, comment).state, now(make, comment).reserved_for) == ("published", None)


def test_asking_needs_a_note(make: Make) -> None:
    with pytest.raises(Invalid):
        judged(make, make.comment(), make.moderator(), "ask", note="")


def test_after_three_days_anybody_may_decide_what_was_asked_about(make: Make) -> None:
    comment, moderator = make.comment(), make.moderator()
    judged(make, comment, moderator, "ask")
    assert not make.read(some_are_kept)
    long_ago = clock.now() - timedelta(days=3, minutes=1)
    make.do(lambda: setattr(comment_by_id(comment.id), "decided_at", long_ago))
    assert make.read(some_are_kept)
    make.do(bring_back)
    back = now(make, comment)
    assert back.reserved_for is None and back.waiting_since is not None
    assert not make.read(some_are_kept)


@pytest.mark.parametrize("before", ["held", "reported", "asked"])
def test_a_withdrawn_comment_closes_its_case(make: Make, before: str) -> None:
    comment = make.comment(body=f"Call {PHONE}" if before == "held" else "A calm text.")
    if before == "reported":
        make.report(comment)
    if before == "asked":
        judged(make, comment, make.moderator(), "ask")
    make.do(lambda: withdraw_comment(comment_by_id(comment.id)))
    after = now(make, comment)
    assert (after.state, after.waiting_since, after.open_reports) == ("withdrawn", None, 0)
    assert after.reserved_for is None
    with pytest.raises(Conflict):
        judged(make, comment, make.moderator(), "hide")


def test_each_new_decision_is_an_event_and_a_mail(make: Make) -> None:
    comment, moderator = make.comment(body="Call Aigerim now."), make.moderator()
    second = make.amendment(comment.consultation)
    judged(make, comment, moderator, "redact", detail={"passages": ["Aigerim"]})
    judged(make, comment, moderator, "move", detail={"amendment": second.number})
    judged(make, comment, moderator, "ask")
    kinds = [kind for (kind,) in make.all(select(LedgerEvent.kind).order_by(LedgerEvent.id))]
    assert kinds[-3:] == ["COMMENT_REDACTED", "COMMENT_MOVED", "COMMENT_ASKED"]
    assert not any("Aigerim" in str(one) for (one,) in make.all(select(LedgerEvent.data)))
    subjects = [mail["Subject"] for mail in make.mails()]
    assert "Words of your comment were masked" in subjects
    assert "Your comment was moved" in subjects
    assert "Please edit your comment" in subjects


def check_counts(make: Make, *amendments: Amendment) -> None:
    for amendment in amendments:
        assert counted(make, amendment.id) == recount(make, amendment.id)
        rows = [row for (row,) in make.all(select(Comment)) if row.amendment_id == amendment.id]
        public = [row for row in rows if row.state == State.PUBLISHED]
        clauses: Counter[str] = Counter()
        for row in public:
            if row.clause and row.parent_id is None:
                clauses.update([row.clause, row.clause + "+"][: 2 if row.suggestion else 1])
        answered = Counter(
            "reply" if row.parent_id else "suggestion" if row.suggestion else "comment"
            for row in public
            if row.answered_at
        )
        here = ClauseCount.amendment_id == amendment.id
        assert stored(make, select(ClauseCount.clause, ClauseCount.count).where(here)) == clauses
        here = AnsweredCount.amendment_id == amendment.id
        assert stored(make, select(AnsweredCount.kind, AnsweredCount.count).where(here)) == answered
    check_replies(make)


def stored(make: Make, query: Any) -> Counter[str]:
    return Counter({key: count for key, count in make.all(query) if count})
