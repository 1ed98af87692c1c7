"""A draft stays on the device while the line is down, and goes once the text is sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from consult import create_app
from consult.config import Settings
from tests.browser import PHONE, LiveServer, overflow, serious_faults
from tests.comments.places import home
from tests.journeys.test_main_job import Look, NewPage, sign_in
from tests.make import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "A long thought about one chamber, typed on a train."


@pytest.fixture
def writer(live_server: LiveServer, new_page: NewPage) -> Page:
    """Somebody signed in on a phone, with an amendment open to comments."""
    make = Make(create_app(Settings(data_dir=live_server.folder).checked()))
    amendment, author = make.amendment(), make.account()
    page = new_page(width=PHONE)
    sign_in(page, live_server, author.email)
    page.goto(live_server.url + home(amendment))
    return page


def test_a_draft_comes_back_and_is_thrown_away_or_sent(writer: Page, screenshot: Look) -> None:
    page, place = writer, writer.url
    body = page.locator(".composer #body")
    body.fill(TEXT)
    page.locator(".composer input[value=against]").check()
    page.goto("about:blank")
    page.goto(place)
    expect(body).to_have_value(TEXT)
    expect(page.locator(".composer input[value=against]")).to_be_checked()
    notice = page.locator(".composer .notice")
    expect(notice).to_contain_text(re.compile(r"Your draft from \d\d:\d\d is back\."))
    assert overflow(page) == 0 and serious_faults(page) == []
    screenshot(page, "draft")
    notice.get_by_role("button").click()
    expect(body).to_have_value("")
    page.goto(place)
    expect(body).to_have_value("")

    body.fill(TEXT)
    page.locator(".composer input[value=against]").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("h1")).to_have_text("Preview")
    assert overflow(page) == 0 and serious_faults(page) == []
    screenshot(page, "preview")
    page.goto(place)
    expect(body).to_have_value(TEXT)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("Keep this link:")).to_be_visible()
    assert overflow(page) == 0 and serious_faults(page) == []
    screenshot(page, "receipt")
    page.goto(place)
    expect(body).to_have_value("")


def test_a_draft_outlives_a_broken_line_but_not_signing_out(writer: Page) -> None:
    page, place = writer, writer.url
    body = page.locator(".composer #body")
    body.fill(TEXT)
    page.locator(".composer input[value=for]").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the comment").click()
    page.context.set_offline(False)
    page.goto(place)
    expect(body).to_have_value(TEXT)
    page.locator(".site-account button").click()
    expect(page.locator(".site-account form")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).length") == 0
