"""A campaign is one case: its variants side by side, and one decision on all its texts."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.consultations.rules import Moderation
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation import bulk, campaigns
from consult.moderation.models import Batch, Campaign, Decision
from tests.make import Make
from tests.moderation.letters import LETTER, OTHER, letters, look, own_words, send
from tests.pages import Page, Visitor


@pytest.fixture
def place(make: Make) -> Consultation:
    return make.consultation(moderation=Moderation.BEFORE)


def campaign_of(make: Make, place: Consultation) -> str:
    unit = make.amendment(place)
    letters(make, unit, 4)
    look(make, place)
    return f"/en/moderation/campaigns/{make.scalar(select(Campaign.id))}"


def states(make: Make) -> list[str]:
    return [row[0] for row in make.all(select(Comment.state).order_by(Comment.id))]


def decide(page: Page, address: str, action: str, **fields: str) -> Page:
    return page.submit(address.removeprefix("/en"), button=("action", action), **fields)


def test_it_shows_the_common_text_and_marks_what_differs(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    visitor.sign_in(make.moderator(place))
    page = visitor.get(address)
    assert (page.status, page.h1) == (200, "Campaign")
    assert "4 texts · 4 people" in page.text
    assert LETTER in page.text
    inserted = {element.text_content().strip() for element in page.tree.xpath("//ins")}
    assert own_words(2) in inserted


def test_all_held_texts_are_published_together_and_the_case_is_closed(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    visitor.sign_in(make.moderator(place))
    page = decide(visitor.get(address), address, "publish")
    assert page.status == 303
    assert "4 texts are decided." in page.follow().text
    assert states(make) == ["published"] * 4
    assert make.scalar(select(Campaign.waiting_since)) is None
    assert make.scalar(select(func.count(Decision.id))) == 4
    recorded = select(func.count()).where(LedgerEvent.kind == "COMMENT_PUBLISHED")
    assert make.scalar(recorded) == 4


def test_a_decision_that_is_undone_brings_the_case_back(
    make: Make, visitor: Visitor, place: Consultation
):
    address, moderator = campaign_of(make, place), make.moderator(place)
    visitor.sign_in(moderator)
    decide(visitor.get(address), address, "publish")
    make.do(lambda: bulk.undo(db.session.scalars(select(Batch)).one(), make.reader(moderator)))
    make.do(campaigns.keep_cases_in_step)
    assert states(make) == ["held"] * 4
    assert make.scalar(select(Campaign.waiting_since)) is not None


def test_rejecting_needs_a_ground(make: Make, visitor: Visitor, place: Consultation):
    address = campaign_of(make, place)
    visitor.sign_in(make.moderator(place))
    page = decide(visitor.get(address), address, "reject")
    assert page.status == 422
    assert states(make) == ["held"] * 4
    page = decide(page, address, "reject", ground="spam")
    assert page.status == 303
    assert states(make) == ["rejected"] * 4
    assert make.scalar(select(func.count(Decision.id)).where(Decision.ground == "spam")) == 4


def test_a_text_that_came_or_changed_after_the_page_is_left(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    visitor.sign_in(make.moderator(place))
    page = visitor.get(address)
    late = send(make, make.amendment(place), body=f"{LETTER} {own_words(50)}")
    look(make, place)
    decide(page, address, "publish")
    assert states(make) == ["published"] * 4 + ["held"]
    assert make.scalar(select(Comment.campaign_id).where(Comment.id == late.id))
    assert make.scalar(select(Campaign.waiting_since)) is not None


def test_published_texts_may_be_left_as_they_are(make: Make, visitor: Visitor):
    place = make.consultation()
    letters(make, make.amendment(place), 5)
    look(make, place)
    address = f"/en/moderation/campaigns/{make.scalar(select(Campaign.id))}"
    visitor.sign_in(make.moderator(place))
    page = decide(visitor.get(address), address, "leave")
    assert "The published texts stay as they are." in page.follow().text
    assert make.scalar(select(Campaign.waiting_since)) is None
    kept = make.scalar(select(LedgerEvent.data).where(LedgerEvent.kind == "CAMPAIGN_KEPT"))
    assert kept == {"texts": 5, "people": 5}
    send(make, make.amendment(place))
    look(make, place)
    assert make.scalar(select(Campaign.waiting_since)) is None


def test_a_flood_is_called_so(make: Make, visitor: Visitor, place: Consultation):
    unit, author = make.amendment(place), make.account()
    for number in range(3):
        send(make, unit, author, body=f"{LETTER} {own_words(number)}")
    look(make, place)
    visitor.sign_in(make.moderator(place))
    page = visitor.get(f"/en/moderation/campaigns/{make.scalar(select(Campaign.id))}")
    assert page.h1 == "Flooding"
    assert "3 texts · one person" in page.text


def test_only_moderators_of_the_consultation_see_it(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    assert visitor.get(address).status in {302, 303, 401, 403}
    visitor.sign_in(make.moderator(make.consultation()))
    assert visitor.get(address).status == 403
    assert visitor.get("/en/moderation/campaigns/999999").status == 404


def test_nobody_else_decides_a_campaign_that_somebody_has_open(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    other = Visitor(make.app)
    other.sign_in(make.moderator(place))
    visitor.sign_in(make.moderator(place))
    other.get(address)
    page = visitor.get(address)
    assert "Another moderator has this case open." in page.text
    assert decide(page, address, "publish").status == 409
    assert states(make) == ["held"] * 4


def test_the_own_text_of_a_moderator_is_left_to_others(
    make: Make, visitor: Visitor, place: Consultation
):
    moderator, unit = make.moderator(place), make.amendment(place)
    letters(make, unit, 2)
    own = send(make, unit, moderator, body=f"{LETTER} {own_words(60)}")
    look(make, place)
    visitor.sign_in(moderator)
    address = f"/en/moderation/campaigns/{make.scalar(select(Campaign.id))}"
    decide(visitor.get(address), address, "publish")
    left = [row[0] for row in make.all(select(Comment.id).where(Comment.state == "held"))]
    assert left == [own.id]


def test_however_many_texts_the_page_costs_the_same(
    make: Make, visitor: Visitor, place: Consultation
):
    address = campaign_of(make, place)
    visitor.sign_in(make.moderator(place))

    def cost() -> int:
        visitor.get(address)
        with make.counted() as statements:
            visitor.get(address)
        return len(statements)

    few = cost()
    letters(make, make.amendment(place), 25)
    look(make, place)
    assert cost() <= few + 1 <= 12  # the rules of the desk are read anew once a second


def test_the_old_number_of_a_merged_campaign_leads_to_the_one_that_stays(
    make: Make, visitor: Visitor, place: Consultation
):
    unit = make.amendment(place)
    third = own_words(99, many=30)
    groups = [letters(make, unit, 2, text) for text in (LETTER, OTHER, third)]
    look(make, place)
    numbers = [row[0] for row in make.all(select(Campaign.id).order_by(Campaign.id))]
    for first, second in ((1, 2), (0, 1)):
        link = (groups[first][0].id, groups[second][0].id)
        make.do(lambda link=link: campaigns._gather(place.id, [link]))
    visitor.sign_in(make.moderator(place))
    for old in numbers[1:]:
        page = visitor.get(f"/en/moderation/campaigns/{old}?show=campaign")
        assert page.status == 303
        assert page.location.endswith(f"/en/moderation/campaigns/{numbers[0]}?show=campaign")
    assert "6 texts · 6 people" in page.follow().text
    assert visitor.get("/en/moderation/campaigns/999999").status == 404
