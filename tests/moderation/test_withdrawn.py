"""A comment that its author takes back is nobody's case any more, whatever it was before."""

from typing import Any

import pytest
from sqlalchemy import select, update

from consult.comments.actions import withdraw_comment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.rules import Moderation
from consult.core import clock
from consult.core.db import db
from consult.moderation import bulk, counting, othercases, waiting
from consult.moderation.filters import Filters
from consult.moderation.models import Appeal, Batch, Campaign, Decision, SecondLook
from consult.moderation.queries import the_batch
from consult.moderation.rules import Action, Ground, Show
from consult.notifications.alarms import backlogs
from tests.make import Make
from tests.moderation.letters import letters, look
from tests.moderation.test_bulk import judge
from tests.pages import Visitor

HELD = "Write to me: somebody@example.org"


def withdraw(make: Make, *comments: Comment) -> None:
    """Take comments back, and let the worker do what hangs on it."""
    for comment in comments:
        make.do(lambda number=comment.id: withdraw_comment(comment_by_id(number)))
    make.run_jobs()


def waits(make: Make, show: Show) -> int:
    """Return how many cases of a kind a moderator of everything is shown."""
    reader = judge(make, make.account())
    if show in othercases.LEASED_AS:
        page: Any = make.read(lambda: othercases.other_cases(reader, Filters(show=show), None))
        return len(page.items)
    return len(make.read(lambda: waiting.waiting_comments(reader, Filters(), None)).items)


def test_who_has_it_open_is_told_and_led_on(make: Make, visitor: Visitor) -> None:
    comment, other = make.comment(body=HELD), make.comment(body=f"{HELD} too")
    page = visitor.sign_in(make.moderator()).get(f"/en/moderation/comments/{comment.id}")
    withdraw(make, comment)
    late = page.submit(f"/comments/{comment.id}", button=("action", "publish"))
    assert late.status == 409
    assert "The author withdrew this comment meanwhile." in late.text
    following = visitor.get(late.all("//a[@data-key='L']/@href")[0]).follow()
    assert following.url.endswith(f"/comments/{other.id}")
    assert waits(make, Show.ALL) == 1


def test_a_campaign_is_counted_without_it(make: Make, visitor: Visitor) -> None:
    place = make.consultation(moderation=Moderation.BEFORE)
    sent = letters(make, make.amendment(place), 4)
    look(make, place)
    withdraw(make, sent[0])
    (row,) = make.all(select(Campaign.texts, Campaign.people, Campaign.waiting_since))
    assert tuple(row[:2]) == (3, 3) and row.waiting_since is not None
    number = make.scalar(select(Campaign.id))
    page = visitor.sign_in(make.moderator(place)).get(f"/en/moderation/campaigns/{number}")
    done = page.submit(f"/campaigns/{number}", button=("action", "publish"))
    assert "3 texts are decided." in done.follow().text
    assert make.scalar(select(Comment.state).where(Comment.id == sent[0].id)) == "withdrawn"


def test_a_campaign_that_is_withdrawn_whole_leaves_the_desk(make: Make, visitor: Visitor) -> None:
    place = make.consultation(moderation=Moderation.BEFORE)
    sent = letters(make, make.amendment(place), 4)
    look(make, place)
    number = make.scalar(select(Campaign.id))
    for one in sent:
        make.do(lambda one=one: withdraw_comment(comment_by_id(one.id)))
    page = visitor.sign_in(make.moderator(place)).get(f"/en/moderation/campaigns/{number}")
    assert page.status == 409
    assert "The authors withdrew all these texts" in page.text
    make.run_jobs()
    assert waits(make, Show.CAMPAIGN) == 0


def appealed_on(make: Make, comment: Comment) -> None:
    decision = make.decision(comment, make.moderator(), "hide")
    row = Appeal(
        decision_id=decision.id,
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        author_id=comment.author_id,
        body="No.",
        at=clock.now(),
        due_at=clock.now(),
    )
    make.do(lambda: db.session.add(row))


def test_its_appeal_is_closed_for_the_figures_and_the_alarms_too(make: Make) -> None:
    comment = make.comment()
    appealed_on(make, comment)
    assert waits(make, Show.APPEAL) == 1
    withdraw(make, comment)
    assert waits(make, Show.APPEAL) == 0
    assert make.read(backlogs) == {}
    shown = make.do(lambda: counting.count_figures(comment.consultation_id))
    assert (shown["appeals"]["waiting"], shown["appeals"]["closed"]) == (0, 1)


def test_an_appeal_against_a_suspension_stays(make: Make) -> None:
    comment = make.comment()
    appealed_on(make, comment)
    change = update(Decision).values(action="suspend")
    make.do(lambda: db.session.execute(change))
    withdraw(make, comment)
    assert make.scalar(select(Appeal.outcome)) is None


def test_nobody_is_asked_for_a_second_look_at_it(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body=HELD)
    decision = make.decision(comment, make.moderator(), "publish")
    row = SecondLook(decision_id=decision.id, consultation_id=comment.consultation_id)
    make.do(lambda: db.session.add(row))
    visitor.sign_in(make.moderator())
    page = visitor.get(f"/en/moderation/second-looks/{decision.id}")
    withdraw(make, comment)
    assert waits(make, Show.SECOND_LOOK) == 0
    late = page.submit(f"/second-looks/{decision.id}", button=("action", "publish"))
    assert late.status == 403
    assert make.scalar(select(SecondLook.at)) is None


def test_undoing_a_batch_leaves_it_withdrawn(make: Make) -> None:
    amendment, moderator = make.amendment(), make.moderator()
    comments = [make.comment(amendment, body=f"Text {one}") for one in range(2)]
    reader, seen = judge(make, moderator), [(one.id, 1) for one in comments]
    make.do(lambda: bulk.decide_many(seen, reader, Action.HIDE, Ground.SPAM, ""))
    withdraw(make, comments[0])
    number = make.scalar(select(Batch.id))
    assert make.do(lambda: bulk.undo(the_batch(number), reader)) == 1
    states = make.all(select(Comment.state).order_by(Comment.id))
    assert [state for (state,) in states] == ["withdrawn", "published"]


@pytest.mark.parametrize("person", ["moderator", "administrator"])
def test_the_case_of_a_withdrawn_comment_says_so(make: Make, visitor: Visitor, person: str) -> None:
    comment = make.comment(body=HELD)
    withdraw(make, comment)
    page = visitor.sign_in(getattr(make, person)()).get(f"/en/moderation/comments/{comment.id}")
    assert page.status == 200
    assert "The author withdrew this comment, so its case is closed." in page.text
    assert not page.all("//button[@name='action']")
