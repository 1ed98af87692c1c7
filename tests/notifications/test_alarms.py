"""Moderators are told when cases wait too long or too many: by a digest a day, and at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from consult.accounts.rules import Role
from consult.comments.models import Comment
from consult.consultations.desk_rules import DeskRules, save_rules
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import Moderation
from consult.core import clock
from consult.core.db import db
from consult.moderation import sanctions
from consult.moderation.models import Decision, SecondLook
from consult.moderation.queries import the_case
from consult.moderation.rules import Ground
from consult.notifications import alarms
from tests.make import Make
from tests.pages import Visitor

Later = Callable[..., None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Move the clock on; the settings of the desk stay as they are."""
    real, passed = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def move(**span: float) -> None:
        passed[0] += timedelta(**span)

    return move


def held(make: Make, many: int = 1, place: Consultation | None = None) -> Consultation:
    place = place or make.consultation(moderation=Moderation.BEFORE, languages=("en", "ru"))
    unit = make.amendment(place)
    for number in range(many):
        make.comment(unit, body=f"Comment {number} of those that wait.")
    return place


def setting(make: Make, place: Consultation, **given: Any) -> None:
    make.do(lambda: save_rules(consultation_by_id(place.id), DeskRules(**given), 0))


def told(make: Make) -> list[Any]:
    make.do(alarms.tell_moderators)
    return make.mails()


def test_a_digest_comes_when_a_case_waits_too_long_and_once_a_day(make: Make, later: Later):
    place = held(make, 2)
    moderator = make.moderator(place)
    assert told(make) == []
    later(hours=25)
    (mail,) = told(make)
    assert mail["To"] == moderator.email
    assert "wait too long" in mail["Subject"]
    text = mail.get_content()
    assert "2 cases wait. The oldest has waited for 25 hours." in text
    assert f"/en/moderation?consultation={place.slug}" in text
    later(hours=23)
    assert len(told(make)) == 1
    later(hours=2)
    assert len(told(make)) == 2


def test_too_many_cases_are_told_at_once_and_the_digest_waits_a_day_too(make: Make, later: Later):
    place = held(make, 3)
    setting(make, place, alarm_waiting=2)
    make.moderator(place)
    (mail,) = told(make)
    assert mail["Subject"] == "3 cases wait on the moderation desk"
    later(hours=23)
    held(make, 5, place)
    assert len(told(make)) == 1


def test_each_is_told_in_their_language_of_what_they_moderate(make: Make, later: Later):
    here, elsewhere = held(make), held(make)
    make.staff(Role.MODERATOR, here, language="ru", email="ru@example.org")
    make.staff(Role.MODERATOR, None, language="en", email="all@example.org")
    make.official(here)
    later(hours=30)
    mails = {mail["To"]: mail.get_content() for mail in told(make)}
    assert set(mails) == {"ru@example.org", "all@example.org"}
    assert here.slug in mails["ru@example.org"]
    assert elsewhere.slug not in mails["ru@example.org"]
    assert "/ru/moderation" in mails["ru@example.org"]
    assert here.slug in mails["all@example.org"]
    assert elsewhere.slug in mails["all@example.org"]


def test_two_workers_send_one_mail(make: Make, later: Later, monkeypatch: pytest.MonkeyPatch):
    make.moderator(held(make))
    later(hours=25)
    seen = make.do(alarms._to_tell)
    monkeypatch.setattr(alarms, "_to_tell", lambda: seen)
    make.do(alarms.tell_moderators)
    make.do(alarms.tell_moderators)
    assert len(make.mails()) == 1


def test_who_turned_the_digest_off_gets_none_but_is_told_at_once(
    make: Make, visitor: Visitor, later: Later
):
    place = held(make, 3)
    moderator = make.moderator(place)
    visitor.sign_in(moderator)
    page = visitor.get("/en/account")
    page = page.submit("/account/digest").follow()
    assert "You get no digest any more." in page.text
    assert "Turn the digest on" in page.text
    later(hours=25)
    assert told(make) == []
    setting(make, place, alarm_waiting=2)
    later(seconds=2)
    make.app.extensions.get("desk_rules", {}).clear()
    assert len(told(make)) == 1
    page = page.submit("/account/digest").follow()
    assert "Turn the digest off" in page.text
    later(hours=25)
    assert len(told(make)) == 2


def test_whoever_moderates_nothing_has_no_switch(make: Make, visitor: Visitor):
    visitor.sign_in(make.account())
    assert "digest" not in visitor.get("/en/account").text


def test_nobody_is_told_where_nothing_waits(make: Make, later: Later):
    make.moderator()
    later(days=3)
    assert told(make) == []


def a_published_comment(make: Make) -> Comment:
    return make.comment(make.amendment(make.consultation()), body="Somebody wrote this here.")


def test_a_proposed_suspension_that_waits_is_told_of(make: Make, later: Later):
    comment = a_published_comment(make)
    proposer = make.moderator(comment.consultation)

    def work() -> None:
        reader = make.reader(proposer)
        sanctions.propose(the_case(comment.id), reader, Ground.INSULT, "Again and again.", 7)

    make.do(work)
    later(hours=25)
    assert "wait too long" in told(make)[-1]["Subject"]


def test_a_second_look_is_told_of_where_somebody_else_can_take_it(make: Make, later: Later):
    comment = a_published_comment(make)
    first = make.moderator(comment.consultation)
    decision = make.decision(comment, first, "hide")
    look = SecondLook(decision_id=decision.id, consultation_id=comment.consultation_id)
    make.do(lambda: db.session.add(look))
    assert make.read(alarms.backlogs) == {}
    second = make.moderator(comment.consultation)
    (waiting,) = make.read(alarms.backlogs).values()
    assert waiting.waiting == 1
    later(hours=25)
    mails = [mail for mail in told(make) if "wait too long" in mail["Subject"]]
    assert {mail["To"] for mail in mails} == {first.email, second.email}
    make.do(lambda: db.session.execute(update(Decision).values(undone_at=clock.now())))
    assert make.read(alarms.backlogs) == {}
