"""What a citizen does on the amendment page, in a real browser, with scripts and without.

The page is put together of shared pieces, its buttons send one form, and tokens stand at its end:
what a browser makes of that is looked at here.
"""

import pytest
from playwright.sync_api import Page, expect

from consult import create_app
from consult.config import Settings
from tests.browser import DESKTOP, PHONE, LiveServer, overflow, serious_faults
from tests.comments.places import home
from tests.journeys.test_main_job import Look, NewPage, sign_in
from tests.make import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AHEAD = "a[href], button, summary, textarea, select, input:not([type=hidden])"


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_citizen_votes_reacts_replies_withdraws_and_reports(
    live_server: LiveServer, new_page: NewPage, screenshot: Look, width: int, javascript: bool
) -> None:
    make = Make(create_app(Settings(data_dir=live_server.folder).checked()))
    first = make.comment(body="Chambers cost money.")
    second = make.comment(first.amendment, body="Two chambers look twice.")
    reader = make.account()
    page = new_page(width=width, javascript=javascript)
    sign_in(page, live_server, reader.email)
    place = live_server.url + home(first.amendment)
    page.goto(place)

    page.locator("#vote button[value=support]").click()
    expect(page.locator("#vote button[value=support]")).to_have_attribute("aria-pressed", "true")

    for value, comment in (("agree", first), ("disagree", second), ("pass", first)):
        here = page.locator(f"#comment-{comment.id}")
        here.locator(f".reaction[value={value}]").click()
        pressed = page.locator(f"#comment-{comment.id} .reaction[aria-pressed=true]")
        expect(pressed).to_have_count(1)
        expect(pressed).to_have_attribute("value", value)

    here = page.locator(f"#comment-{second.id}")
    here.locator("details.reply summary").first.click()
    here.locator("textarea").first.fill("They also argue twice.")
    here.get_by_role("button", name="Send the reply").first.click()
    expect(page.get_by_text("Keep this link:")).to_be_visible()
    page.goto(place)
    mine = page.locator(".comment .comment", has_text="They also argue twice.")
    expect(mine.locator(".badge-own")).to_have_text("You")

    page.goto(place)
    mine.get_by_role("link", name="Edit").click()
    assert page.url.endswith("/edit")
    expect(page.locator("textarea[name=body]")).to_have_value("They also argue twice.")

    page.goto(place)
    _look(page, screenshot, javascript)
    _tab_through_comment(page, first.id)
    mine.get_by_role("button", name="Withdraw").click()
    page.goto(place)
    expect(page.get_by_text("They also argue twice.")).to_have_count(0)

    page.locator(f"#comment-{first.id}").get_by_role("link", name="Report").click()
    assert page.url.endswith("/report")
    page.goto(place)
    page.locator(".site-account button").click()
    expect(page.locator(".site-account form")).to_have_count(0)


def _look(page: Page, screenshot: Look, javascript: bool) -> None:
    if javascript:
        assert overflow(page) == 0 and serious_faults(page) == []
    screenshot(page, f"amendment-signed-in-{'with' if javascript else 'without'}-scripts")


def _tab_through_comment(page: Page, number: int) -> None:
    """Go through the foot of a comment by keyboard: everything is reached, in the order read."""
    here = page.locator(f"#comment-{number} > .comment-body > .comment-foot")
    expected = [one.inner_text() for one in here.locator(AHEAD).all() if one.is_visible()]
    here.locator(AHEAD).first.focus()
    found = []
    for _ in expected:
        found.append(page.locator(":focus").inner_text())
        page.keyboard.press("Tab")
    assert found == expected and len(found) >= 5
