"""What an overturned decision gives back: the comment, its words, its place."""

from typing import Any

from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.queries import counts_of
from consult.ledger.models import LedgerEvent
from consult.moderation.actions import decide
from consult.moderation.models import Decision
from consult.moderation.queries import the_case
from consult.moderation.rules import Action, Ground
from consult.pages.leaving import leave
from tests.make import Make
from tests.moderation.test_appeals import (
    TEXT,
    address,
    answer,
    appealed,
    hidden,
    now_of,
    number_of,
)
from tests.moderation.test_effects import edited, judged, on_clause
from tests.pages import Visitor


def kinds(make: Make) -> list[str]:
    return [row.kind for row in make.all(select(LedgerEvent.kind).order_by(LedgerEvent.id))]


def test_an_overturned_decision_publishes_the_comment_again(make: Make, visitor: Visitor) -> None:
    comment, decision = hidden(make)
    assert appealed(make, visitor, decision, comment.author).status == 303
    assert answer(visitor, make.moderator(), number_of(make), "overturned").status == 303
    assert now_of(make, comment).state == "published"
    page = visitor.get(address(comment))
    assert TEXT in page.text
    assert "Another moderator overturned the decision on" in page.text
    assert "overturned the decision." in visitor.get("/en/account").text
    made = [kind for kind in kinds(make) if kind.startswith("APPEAL")]
    assert made == ["APPEAL_MADE", "APPEAL_OVERTURNED"]
    told = make.mails()[-1]
    assert told["Subject"] == "Your appeal: the decision is overturned"
    assert "So it is." in told.get_content()


def test_a_rejected_comment_is_published_when_its_appeal_is_overturned(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body="Call me: +7 701 234 56 78")
    decision = make.decision(comment, make.moderator(), "reject", ground="personal_data")
    appealed(make, visitor, decision, comment.author)
    answer(visitor, make.moderator(), number_of(make), "overturned")
    assert now_of(make, comment).state == "published"


def test_words_that_were_masked_are_read_again_when_the_decision_is_overturned(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body="The word nonsense is no insult.")
    decision = masked(make, comment, "nonsense")
    assert "nonsense" not in now_of(make, comment).body
    page = visitor.sign_in(comment.author).get(address(comment))
    assert "The word nonsense is no insult." in page.text
    assert "nonsense" not in visitor.another().get(address(comment)).text
    appealed(make, visitor, decision, comment.author)
    answer(visitor, make.moderator(), number_of(make), "overturned")
    after = now_of(make, comment)
    assert (after.body, after.original) == ("The word nonsense is no insult.", None)
    assert "nonsense" in visitor.another().get(address(comment)).text


def test_words_that_were_masked_in_a_suggestion_come_back_too(make: Make, visitor: Visitor) -> None:
    comment = on_clause(make, make.amendment())
    decision = masked(make, comment, "Quite")
    after = now_of(make, comment)
    assert (after.suggested, after.original_suggested) == (
        "█████ other words.",
        "Quite other words.",
    )
    author = visitor.sign_in(comment.author)
    assert "Quite other words." in author.get(address(comment)).text
    assert "Quite" not in visitor.another().get(address(comment)).text
    appealed(make, visitor, decision, comment.author)
    answer(visitor, make.moderator(), number_of(make), "overturned")
    after = now_of(make, comment)
    assert (after.suggested, after.original_suggested) == ("Quite other words.", None)
    assert "Quite" in visitor.another().get(address(comment)).text


def test_a_move_keeps_what_was_masked_and_an_edit_forgets_it(make: Make) -> None:
    comment = on_clause(make, make.amendment())
    other = make.amendment(comment.consultation)
    masked(make, comment, "Quite")
    moved = judged(
        make, comment, make.moderator(), "move", ground=None, detail={"amendment": other.number}
    )
    assert now_of(make, comment).original_suggested is None
    assert (moved.detail or {})["original_suggested"] == "Quite other words."
    again = on_clause(make, make.amendment())
    masked(make, again, "Quite")
    edited(make, again, "Other reasons.")
    assert now_of(make, again).original_suggested is None


def test_who_leaves_takes_their_words_from_the_decisions_too(make: Make) -> None:
    comment = on_clause(make, make.amendment())
    other = make.amendment(comment.consultation)
    moderator = make.moderator()
    judged(make, comment, moderator, "ask", quote="costs less")
    judged(make, comment, moderator, "move", ground=None, detail={"amendment": other.number})
    author = comment.author
    make.do(lambda: leave(author.id, author.password_hash, withdraw=True))
    make.run_jobs()
    rows = make.all(select(Decision.quote, Decision.detail, Decision.note).order_by(Decision.id))
    assert [row.quote for row in rows] == ["", ""]
    assert rows[1].detail == {"from": comment.amendment_id, "to": other.id, "clause": "2"}
    assert [row.note for row in rows] == ["Note.", "Note."]


def masked(make: Make, comment: Comment, word: str) -> Decision:
    reader = make.reader(make.moderator())
    how: dict[str, Any] = {"ground": Ground.INSULT, "note": "", "detail": {"passages": [word]}}

    def work() -> Decision:
        seen = the_case(comment.id)
        return decide(seen, reader, Action.REDACT, version=seen.version, **how)

    return make.do(work)


def test_a_moved_comment_goes_back_with_its_replies_when_the_decision_is_overturned(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=TEXT)
    make.comment(parent=comment, body="A reply.")
    other = make.amendment(comment.consultation)
    reader = make.reader(make.moderator())
    where: dict[str, Any] = {"ground": None, "note": "", "detail": {"amendment": other.number}}

    def move() -> Decision:
        seen = the_case(comment.id)
        return decide(seen, reader, Action.MOVE, version=seen.version, **where)

    decision = make.do(move)
    assert now_of(make, comment).amendment_id == other.id
    appealed(make, visitor, decision, comment.author)
    answer(visitor, make.moderator(), number_of(make), "overturned")
    places = make.all(select(Comment.amendment_id).order_by(Comment.id))
    assert [row.amendment_id for row in places] == [comment.amendment_id] * 2
    for amendment, counted in ((comment.amendment_id, 2), (other.id, 0)):
        assert make.read(lambda number=amendment: counts_of(number)).comments == counted
