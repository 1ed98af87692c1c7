"""A reader's way through revisions, search and leaving, in each language and at each width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult import create_app
from consult.config import Settings
from tests.browser import DESKTOP, PHONE, TABLET, LiveServer, overflow
from tests.comments.places import home
from tests.consultations.revising import revise
from tests.journeys.test_main_job import NewPage, sign_in
from tests.make import PASSWORD, Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("kk", PHONE, False), ("ru", TABLET, True), ("en", DESKTOP, False), ("kk", DESKTOP, True)],
)
def test_a_reader_keeps_a_vote_finds_a_comment_and_leaves(
    live_server: LiveServer, new_page: NewPage, language: str, width: int, javascript: bool
) -> None:
    make = Make(create_app(Settings(data_dir=live_server.folder).checked()))
    amendment, reader = make.amendment(), make.account(language=language)
    wanted = make.comment(amendment, body="Екі палатаның орнына бір палата жеткілікті.")
    for number in range(25):
        make.comment(amendment, body=f"Another thought, the number is {number}.")
    page = new_page(width=width, javascript=javascript)
    sign_in(page, live_server, reader.email)
    place = live_server.url + home(amendment).replace("/en/", f"/{language}/")

    votes_and_keeps(page, place, lambda: revise(make, amendment))
    finds_and_opens(page, place, wanted.id)
    leaves(page, f"{live_server.url}/{language}/account/leave")
    page.goto(place)
    expect(page.locator(".site-account form")).to_have_count(0)


def votes_and_keeps(page: Page, place: str, change: Callable[[], object]) -> None:
    """Vote, see that the text changed, look at the change, keep the vote."""
    page.goto(place)
    page.locator("#vote button[value=oppose]").click()
    expect(page.locator("#ballot button[value=oppose]")).to_have_attribute("aria-pressed", "true")
    change()
    page.goto(place)
    page.locator("#vote a[href*='/revisions/1..2']").click()
    expect(page.locator("main ins", has_text="150").first).to_be_visible()
    page.goto(place)
    keep = page.locator("#vote form:not(#ballot) button[name=choice][value=oppose]")
    keep.click()
    expect(keep).to_have_count(0)
    expect(page.locator("#ballot button[value=oppose]")).to_have_attribute("aria-pressed", "true")


def finds_and_opens(page: Page, place: str, wanted: int) -> None:
    """Search in another inflection, typed without Kazakh letters; open the permalink in place."""
    page.goto(place)
    page.fill("#find-comments", "палатанын орны")
    page.locator("#find-comments").press("Enter")
    found = page.locator(".comment[id]")
    expect(found).to_have_count(1)
    expect(found).to_have_id(f"comment-{wanted}")
    page.goto(f"{place}/comments/{wanted}")
    expect(page.locator(f"#comment-{wanted}")).to_be_in_viewport()
    assert overflow(page) == 0


def leaves(page: Page, address: str) -> None:
    """Leave, with everything taken back."""
    page.goto(address)
    page.locator("input[name=contributions]").last.check()
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button.button-warn").click()
    expect(page.locator(".site-account form")).to_have_count(0)
