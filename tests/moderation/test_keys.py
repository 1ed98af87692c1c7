"""Keys of the pages that decide on cases: listed where they work, turned off for all at once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from consult.consultations.models import DeskSettings
from consult.consultations.rules import Moderation
from consult.core import clock
from consult.core.db import db
from consult.moderation import sanctions
from consult.moderation.models import Appeal, Campaign, Lease, SecondLook
from consult.moderation.queries import the_case
from consult.moderation.rules import Ground
from tests.make import Make
from tests.moderation.letters import letters, look
from tests.moderation.test_appeals import appealed
from tests.pages import Page, Visitor


def campaign(make: Make, _visitor: Visitor) -> str:
    place = make.consultation(moderation=Moderation.BEFORE)
    letters(make, make.amendment(place), 4)
    look(make, place)
    return f"campaigns/{make.scalar(select(func.max(Campaign.id)))}"


def appeal(make: Make, visitor: Visitor) -> str:
    comment = make.comment()
    appealed(make, visitor, make.decision(comment, make.moderator(), "hide"), comment.author)
    return f"appeals/{make.scalar(select(func.max(Appeal.id)))}"


def suspension(make: Make, _visitor: Visitor) -> str:
    comment, proposer = make.comment(), make.reader(make.moderator())

    def work() -> int:
        return sanctions.propose(the_case(comment.id), proposer, Ground.INSULT, "Again.", 7).id

    return f"sanctions/{make.do(work)}"


def look_again(make: Make, _visitor: Visitor) -> str:
    decision = make.decision(make.comment(), make.moderator(), "hide")
    row = SecondLook(decision_id=decision.id, consultation_id=decision.consultation_id)
    make.do(lambda: db.session.add(row))
    return f"second-looks/{decision.id}"


def comment(make: Make, _visitor: Visitor) -> str:
    return f"comments/{make.comment(body='Write to me: somebody@example.org').id}"


def keys_on(page: Page) -> tuple[set[str], set[str]]:
    """Return the keys of the buttons, and those that the page lists."""
    return set(page.all("//@data-key")), set(page.all("//details//kbd/text()"))


OTHERS = {
    "campaign": campaign,
    "appeal": appeal,
    "suspension": suspension,
    "second_look": look_again,
}


def test_a_concealed_author_is_not_one_link_away(make: Make, visitor: Visitor) -> None:
    path = appeal(make, visitor.another())
    made = make.scalar(select(Appeal))
    values = {"consultation_id": made.consultation_id, "settings": {"conceal": True}, "version": 1}
    make.do(lambda: db.session.add(DeskSettings(**values)))
    make.app.extensions.get("desk_rules", {}).clear()
    page = visitor.sign_in(make.administrator()).get(f"/en/moderation/{path}")
    (link,) = page.all("//p[@class='case-context']/a/@href")
    assert "/comments/" not in link


@pytest.mark.parametrize("case", [comment, *OTHERS.values()])
def test_every_key_is_listed_and_all_are_turned_off_at_once(
    make: Make, visitor: Visitor, case: object
) -> None:
    path = f"/en/moderation/{case(make, visitor.another())}"  # type: ignore[operator]
    page = visitor.sign_in(make.administrator()).get(path)
    buttons, listed = keys_on(page)
    assert buttons and buttons <= listed
    assert page.all("//article/@data-keys") == ["on"]
    off = page.submit("/moderation/keys", button=("keys", "off"))
    assert off.location.endswith(path)
    assert off.follow().all("//article/@data-keys") == ["off"]


def test_the_switch_leads_nowhere_else(make: Make, visitor: Visitor) -> None:
    page = visitor.sign_in(make.administrator()).get(f"/en/moderation/{comment(make, visitor)}")
    for sent in ({"kind": "//evil.example"}, {"number": "x"}, {"number": "9" * 30}):
        answer = page.submit("/moderation/keys", button=("keys", "off"), **sent)
        assert answer.location.endswith("/en/moderation"), sent


@pytest.mark.parametrize("show", OTHERS)
def test_a_case_that_is_no_comment_is_opened_skipped_and_given_back(
    make: Make, visitor: Visitor, show: str
) -> None:
    first, second = (OTHERS[show](make, visitor.another()) for _ in range(2))
    visitor.sign_in(make.administrator())
    page = visitor.get(f"/en/moderation/next?show={show}").follow()
    assert page.url.endswith(first)
    (keep,) = page.all("//article/@data-lease")
    token = {"csrf_token": page.all("//input[@name='csrf_token']/@value")[0]}
    make.do(lambda: db.session.execute(update(Lease).values(until=clock.now())))
    assert visitor.post(keep, data=token).status == 204
    assert make.scalar(select(Lease.until)) > clock.now() + timedelta(minutes=4)
    onward = page.submit("/leave", button=("to", "next")).follow()
    assert onward.url.endswith(second)
    assert make.all(select(Lease.number)) == [(int(second.split("/")[1]),)]
    assert visitor.post(keep, data=token).status == 409
    assert visitor.post(f"/en/moderation/{show}/{2**63}/leave", data=token).status == 404
    last = onward.submit("/leave", button=("to", "next")).follow()
    assert last.url == "/en/moderation"
    assert make.all(select(Lease.number)) == []
