"""Near-copies become one campaign as they come: counted by people, a case where one must decide."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.analysis.campaigns import Kind, kind_of
from consult.analysis.joining import gathered, is_a_case
from consult.comments.actions import withdraw_comment
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.desk_rules import DeskRules, save_rules
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import Moderation
from consult.core import clock
from consult.moderation import campaigns
from consult.moderation.models import Campaign
from tests.make import Make
from tests.moderation.letters import LETTER, OTHER, letters, look, own_words, send


def found(make: Make) -> Sequence[Campaign]:
    return [row[0] for row in make.all(select(Campaign).order_by(Campaign.id))]


def members(make: Make, campaign: Campaign) -> set[int]:
    query = select(Comment.id).where(Comment.campaign_id == campaign.id)
    return {row[0] for row in make.all(query)}


def test_letters_of_many_people_are_one_campaign_and_nothing_else_is(make: Make):
    unit = make.amendment()
    sent = letters(make, unit, 6)
    make.comment(unit, body=OTHER)
    make.comment(make.amendment(), body=f"{LETTER} In another consultation.")
    assert look(make, unit.consultation) == 7
    (campaign,) = found(make)
    assert members(make, campaign) == {comment.id for comment in sent}
    assert (campaign.texts, campaign.people) == (6, 6)
    assert campaign.first_comment_id == sent[0].id


def test_a_campaign_reaches_over_the_amendments_of_a_consultation(make: Make):
    first = make.amendment()
    second = make.amendment(first.consultation)
    letters(make, first, 2)
    letters(make, second, 2)
    look(make, first.consultation)
    assert [(one.texts, one.people) for one in found(make)] == [(4, 4)]


def test_one_author_in_many_places_is_flooding(make: Make):
    unit, author = make.amendment(), make.account()
    for number in range(4):
        send(make, unit, author, body=f"{LETTER} {own_words(number)}")
    look(make, unit.consultation)
    (flood,) = found(make)
    assert (flood.texts, flood.people, kind_of(flood.people)) == (4, 1, Kind.FLOODING)


def test_a_text_that_comes_later_joins_and_looking_twice_changes_nothing(make: Make):
    unit = make.amendment()
    letters(make, unit, 3)
    look(make, unit.consultation)
    late = send(make, unit, body=f"{LETTER} {own_words(77)}")
    look(make, unit.consultation)
    (campaign,) = found(make)
    assert late.id in members(make, campaign)
    assert campaign.people == 4
    assert look(make, unit.consultation) == 0
    assert [(one.texts, one.people) for one in found(make)] == [(4, 4)]


def test_two_groups_that_a_new_text_links_become_one(make: Make):
    unit = make.amendment()
    letters(make, unit, 3)
    letters(make, unit, 2, OTHER)
    look(make, unit.consultation)
    assert len(found(make)) == 2
    bridge = send(make, unit, body=f"{LETTER} {OTHER}")
    look(make, unit.consultation)
    (campaign,) = found(make)
    assert bridge.id in members(make, campaign)
    assert (campaign.texts, campaign.people) == (6, 6)


def test_campaigns_wait_on_the_desk_from_the_people_that_the_settings_name(make: Make):
    unit = make.amendment()
    letters(make, unit, 4)
    look(make, unit.consultation)
    assert found(make)[0].waiting_since is None
    send(make, unit)
    look(make, unit.consultation)
    assert found(make)[0].waiting_since is not None


def test_held_near_copies_wait_at_once_and_no_longer_when_each_is_decided(make: Make):
    place = make.consultation(moderation=Moderation.BEFORE)
    unit, moderator = make.amendment(place), make.moderator(place)
    sent = letters(make, unit, 2)
    look(make, place)
    assert found(make)[0].waiting_since is not None
    for comment in sent:
        make.decision(comment, moderator, "publish")
    make.do(campaigns.keep_cases_in_step)
    assert found(make)[0].waiting_since is None


def test_what_its_author_withdrew_is_no_longer_counted(make: Make):
    unit = make.amendment()
    sent = letters(make, unit, 3)
    look(make, unit.consultation)
    make.do(lambda: withdraw_comment(comment_by_id(sent[0].id)))
    send(make, unit, body=f"{LETTER} {own_words(9)}")
    look(make, unit.consultation)
    (campaign,) = found(make)
    assert (campaign.texts, campaign.people) == (3, 3)


def test_the_worker_looks_at_a_comment_some_seconds_after_it_came(
    make: Make, monkeypatch: pytest.MonkeyPatch
):
    unit = make.amendment()
    letters(make, unit, 3)
    make.do(campaigns.look_at_new_comments)
    assert found(make) == []
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    make.do(campaigns.look_at_new_comments)
    assert [one.people for one in found(make)] == [3]


def test_two_workers_that_saw_the_same_texts_count_them_once(make: Make, monkeypatch):
    unit = make.amendment()
    letters(make, unit, 3)
    real, again = campaigns.locked_progress, []

    def meanwhile(number: int):
        if not again:
            again.append(number)
            monkeypatch.setattr(campaigns, "locked_progress", real)
            campaigns.look(number)
        return real(number)

    monkeypatch.setattr(campaigns, "locked_progress", meanwhile)
    look(make, unit.consultation)
    assert [(one.texts, one.people) for one in found(make)] == [(3, 3)]


def test_a_large_campaign_costs_a_new_text_no_more_than_a_small_one(make: Make):
    unit = make.amendment()

    def statements() -> int:
        send(make, unit, body=f"{LETTER} {own_words(500 + len(found(make)))}")
        with make.counted() as counted:
            look(make, unit.consultation)
        return len(counted)

    letters(make, unit, 2)
    look(make, unit.consultation)
    few = statements()
    letters(make, unit, 30)
    look(make, unit.consultation)
    # The rules of the desk are kept for a second, so one statement may come again by the clock.
    assert statements() <= few + 1


class TestRules:
    def test_links_put_comments_and_campaigns_together_in_any_order(self):
        links = [(5, 4), (4, 1), (9, 8), (7, 8)]
        campaign_of = {1: 30, 8: 20, 9: 10}
        for given in (links, links[::-1]):
            one, two = gathered(given, campaign_of)
            assert (one.comments, one.campaigns) == ([1, 4, 5], [30])
            assert (two.comments, two.campaigns) == ([7, 8, 9], [10, 20])

    @pytest.mark.parametrize(
        ("people", "held", "before", "waits", "case"),
        [
            (2, 1, 0, False, True),
            (4, 0, 3, False, False),
            (5, 0, 4, False, True),
            (6, 0, 5, False, False),  # somebody has looked at it
            (6, 0, 5, True, True),
            (4, 0, 4, True, False),  # what was held is decided
        ],
    )
    def test_a_case_is_what_is_held_or_reached_the_threshold_unseen(
        self, people: int, held: int, before: int, waits: bool, case: bool
    ):
        assert is_a_case(people, held, most_people=5, before=before, waits=waits) is case


def test_a_consultation_without_new_comments_is_passed_over(make: Make):
    place: Consultation = make.consultation()
    assert look(make, place) == 0


def test_where_campaigns_are_held_further_copies_wait_and_published_ones_stay(make: Make):
    place = make.consultation()
    strict = DeskRules(campaign_people=3, hold_campaigns=True)
    make.do(lambda: save_rules(consultation_by_id(place.id), strict, 0))
    sent = letters(make, make.amendment(place), 4)
    states = [row[0] for row in make.all(select(Comment.state).order_by(Comment.id))]
    assert states == ["published", "published", "held", "held"]
    look(make, place)
    assert [row[0] for row in make.all(select(Comment.state).order_by(Comment.id))] == states
    (campaign,) = found(make)
    assert campaign.waiting_since is not None
    assert members(make, campaign) == {one.id for one in sent}
