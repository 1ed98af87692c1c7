"""Decisions: every action from every state, on whose authority, and what each leaves behind."""

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.core.errors import Conflict, Invalid
from consult.ledger.models import LedgerEvent
from consult.moderation.actions import decide
from consult.moderation.models import Decision, Report
from consult.moderation.queries import decisions_on, last_decision_of, the_case
from consult.moderation.rules import Action, Ground
from tests.make import Make
from tests.pages import Page, Visitor

HELD = "Write to me: somebody@example.org"


def stored(make: Make, comment: Comment) -> Comment:
    return make.scalar(select(Comment).where(Comment.id == comment.id))


def in_state(make: Make, state: str, moderator: Account) -> Comment:
    comment = make.comment(body=HELD if state in {"held", "rejected"} else "A calm text.")
    if state == "rejected":
        make.decision(comment, moderator, "reject")
    if state == "hidden":
        make.decision(comment, moderator, "hide")
    return comment


def send(visitor: Visitor, comment: Comment, action: str, **fields: str) -> Page:
    page = visitor.get(f"/en/moderation/comments/{comment.id}")
    return page.submit(f"/comments/{comment.id}", button=("action", action), **fields)


def test_a_hidden_comment_keeps_its_ground_and_the_moment(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    make.report(comment)
    moderator = make.moderator(comment.consultation)
    answer = send(
        visitor.sign_in(moderator), comment, "hide", ground="threat", note="The last line."
    )
    assert answer.status == 303
    assert answer.location.endswith("/en/moderation")
    assert "The comment is hidden." in answer.follow().text
    after = stored(make, comment)
    assert (after.state, after.ground, after.open_reports) == ("hidden", "threat", 0)
    assert after.waiting_since is None
    assert after.decided_at is not None
    decision = make.scalar(select(Decision))
    assert (decision.action, decision.ground, decision.note) == ("hide", "threat", "The last line.")
    assert decision.moderator_id == moderator.id
    assert make.scalar(select(Report.decision_id)) == decision.id


def test_a_kept_comment_stays_as_it_was_and_no_longer_waits(make: Make) -> None:
    comment = make.comment()
    make.report(comment)
    make.decision(comment, make.moderator(), "keep")
    after = stored(make, comment)
    assert (after.state, after.ground, after.decided_at) == ("published", None, None)
    assert (after.open_reports, after.waiting_since) == (0, None)
    assert make.scalar(select(Decision.ground)) is None


def test_a_restored_comment_forgets_the_ground(make: Make) -> None:
    comment, moderator = make.comment(), make.moderator()
    make.decision(comment, moderator, "hide")
    make.decision(comment, moderator, "restore")
    assert (stored(make, comment).state, stored(make, comment).ground) == ("published", None)


def test_the_ledger_learns_the_decision_and_no_text_or_person(make: Make) -> None:
    comment = make.comment(body="A text that nobody repeats.")
    decision = make.decision(comment, make.moderator(), "hide", ground="spam", note="A secret note")
    event = make.scalar(select(LedgerEvent).where(LedgerEvent.kind == "COMMENT_HIDDEN"))
    assert event.subject == f"comment:{comment.id}"
    assert event.consultation_id == comment.consultation_id
    assert event.data == {
        "decision": decision.id,
        "ground": "spam",
        "stance": "for",
        "language": "en",
    }


@pytest.mark.parametrize("action", ["hide", "reject"])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ground": ""}, "Choose the ground."),
        ({"ground": "ugly"}, "Choose one of the grounds."),
        ({"ground": "other", "note": " "}, "Say in the note what the reason is."),
        ({"ground": "spam", "note": "x" * 1001}, "Shorten the note to 1,000 characters."),
    ],
)
def test_a_decision_against_the_author_needs_its_reason(
    make: Make, visitor: Visitor, action: str, fields: dict[str, str], message: str
) -> None:
    moderator = make.moderator()
    comment = in_state(make, {"hide": "published", "reject": "held"}[action], moderator)
    page = send(visitor.sign_in(moderator), comment, action, **{"note": "kept note", **fields})
    assert page.status == 422
    assert message in page.text
    if "note" not in fields:
        assert "kept note" in page.text
    assert make.scalar(select(func.count()).select_from(Decision)) == 0


@pytest.mark.parametrize("fields", [{"version": "new"}, {"version": ""}, {"action": "burn"}])
def test_a_form_that_nobody_was_given_is_refused(
    make: Make, visitor: Visitor, fields: dict[str, str]
) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.moderator()).get(f"/en/moderation/comments/{comment.id}")
    sent = {"action": "hide", "ground": "spam", **fields}
    assert page.submit(f"/{comment.id}", **sent).status == 422
    assert stored(make, comment).state == "published"


def test_the_second_of_two_moderators_is_told_what_the_first_decided(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    make.report(comment)
    late = visitor.sign_in(make.moderator())
    seen = late.get(f"/en/moderation/comments/{comment.id}")
    make.decision(comment, make.moderator(), "keep")
    page = seen.submit(f"/{comment.id}", button=("action", "hide"), ground="spam", note="my note")
    assert page.status == 409
    assert "Somebody decided this case meanwhile." in page.text
    assert page.all("//dl[contains(@class, 'rows')]//dd[contains(., 'Kept')]")
    assert stored(make, comment).state == "published"
    assert make.scalar(select(func.count()).select_from(Decision)) == 1
    again = page.submit(f"/{comment.id}", button=("action", "hide"), ground="spam")
    assert again.status == 303


def test_a_decision_on_a_text_that_its_author_changed_is_refused(make: Make) -> None:
    comment = make.comment()
    seen = comment.version
    make.do(lambda: setattr(the_case(comment.id), "version", seen + 1))
    with pytest.raises(Conflict):
        make.do(
            lambda: decide(
                the_case(comment.id),
                make.reader(comment.author),
                Action.HIDE,
                ground=Ground.SPAM,
                note="",
                version=seen,
            )
        )


def test_the_action_itself_refuses_a_hiding_without_a_ground(make: Make) -> None:
    comment, reader = make.comment(), make.reader(make.moderator())
    with pytest.raises(Invalid):
        make.do(
            lambda: decide(
                the_case(comment.id), reader, Action.HIDE, ground=None, note="", version=1
            )
        )


def test_nobody_decides_on_their_own_comment(make: Make, visitor: Visitor) -> None:
    moderator = make.moderator()
    own, other = make.comment(author=moderator), make.comment()
    visitor.sign_in(moderator)
    assert visitor.get(f"/en/moderation/comments/{own.id}").status == 403
    page = visitor.get(f"/en/moderation/comments/{other.id}")
    form = {"csrf_token": page.all("//input[@name='csrf_token']/@value")[0], "version": "1"}
    form |= {"action": "hide", "ground": "spam", "note": ""}
    assert visitor.post(f"/en/moderation/comments/{own.id}", data=form).status == 403
    assert stored(make, own).state == State.PUBLISHED


def test_the_history_names_the_moderators_to_staff_and_is_read_latest_first(make: Make) -> None:
    comment, first, second = make.comment(), make.moderator(), make.moderator()
    make.decision(make.comment(), first, "hide")
    make.decision(comment, first, "hide")
    last = make.decision(comment, second, "restore")
    history = make.read(lambda: decisions_on(comment.id))
    assert [(one.action, name) for one, name in history] == [
        ("restore", second.pseudonym),
        ("hide", first.pseudonym),
    ]
    assert make.read(lambda: last_decision_of([comment.id]))[comment.id].id == last.id
    assert make.read(lambda: last_decision_of([])) == {}


def test_a_refused_decision_keeps_the_fields_and_stands_in_no_history(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=HELD)
    visitor.sign_in(make.moderator())
    page = visitor.get(f"/en/moderation/comments/{comment.id}")
    assert page.all("//button[@data-needs-note]/@value") == ["ask"]
    again = page.submit(f"/comments/{comment.id}", ("action", "move"), amendment="None such")
    assert again.status == 422 and "There is no amendment with this number" in again.text
    assert again.all("//input[@name='amendment']/@value") == ["None such"]
    assert not again.all("//section[@aria-labelledby='history']")
