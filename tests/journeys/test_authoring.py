"""An official makes a consultation from nothing in the browser and publishes it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, LiveServer
from tests.journeys.test_main_job import looked_at, sign_in, staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NewPage = Callable[..., Page]
Look = Callable[[Page, str], Path]


def make_the_draft(page: Page, place: str, slug: str) -> None:
    page.goto(f"{place.rpartition('/')[0]}/new")
    page.fill("#title", "Құрылтай туралы")
    page.fill("#slug", slug)
    for language in ("kk", "ru"):
        page.locator(f"input[name=languages][value={language}]").check()
    page.locator("input[name=languages][value=en]").uncheck()
    page.locator("input[name=authoritative][value=kk]").check()
    page.locator("form[action$='/new'] button").click()
    expect(page.locator(".draft-bar")).to_be_visible()
    page.goto(f"{place}/phases/new")
    page.fill("#opens_at", "2020-01-01T09:00")
    page.fill("#closes_at", "2099-01-01T18:00")
    page.locator("form[action$='/phases/new'] button").click()
    expect(page.locator(".notice-done")).to_be_visible()


def add_what_it_holds(page: Page, place: str) -> None:
    page.goto(f"{place}/chapters")
    page.fill("#title_kk", "Бірінші бөлім")
    page.locator("form[action$='/chapters/add'] button").click()
    page.goto(f"{place}/amendments")
    for number in ("1", "2", "3"):
        page.fill("#number", number)
        page.locator("form[action$='/amendments/add'] button").click()
        expect(page.locator(".arrangement")).to_contain_text(number)


def write_texts(page: Page, place: str, number: str, *, scripts: bool) -> None:
    page.goto(f"{place}/amendments/{number}/edit/kk")
    page.fill("#title", f"Түзету {number}")
    page.fill("#current", "Парламент екі палатадан тұрады.")
    page.fill("#proposed", "Құрылтай бір палатадан тұрады.")
    if scripts:
        expect(page.locator("#preview ins").first).to_have_text("Құрылтай бір")
    page.locator("main form button[value=save]").first.click()
    expect(page.locator(".notice-done")).to_be_visible()


def order_of(page: Page) -> list[str]:
    return [one.get_attribute("data-number") or "" for one in page.locator("[data-number]").all()]


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, False), (PHONE, True), (DESKTOP, True)])
def test_an_official_makes_orders_previews_and_publishes(
    live_server: LiveServer, new_page: NewPage, screenshot: Look, width: int, javascript: bool
) -> None:
    slug = f"kurultai-{width}-{str(javascript).lower()}"
    place = f"{live_server.url}/en/consultations/{slug}"
    page = new_page(width=width, javascript=javascript)
    sign_in(page, live_server, staff(live_server, "official"))
    make_the_draft(page, place, slug)
    add_what_it_holds(page, place)
    if javascript:
        page.locator("[data-number='3'] .arrangement-step").first.click()
        expect(page.locator("[data-order-said]")).to_contain_text("3 is now at place 2")
    else:
        page.locator("[data-number='2'] .arrangement-place input").fill("9")
    page.locator("form[action$='/amendments'] button.button").click()
    expect(page.locator(".notice-done")).to_be_visible()
    assert order_of(page) == ["1", "3", "2"]
    for name in ("settings", "amendments", "chapters", "staff", "publish", "phases/new"):
        page.goto(f"{place}/{name}")
        looked_at(page, screenshot, f"authoring-{name.replace('/', '-')}", scripts=javascript)
    page.goto(f"{place}/publish")
    assert page.locator("form[action$='/publish']").count() == 0
    for number in ("1", "2", "3"):
        write_texts(page, place, number, scripts=javascript)
    page.goto(f"{place}/publish")
    page.locator("form[action$='/publish'] button").click()
    expect(page).to_have_url(re.compile(f"/{slug}$"))
    expect(page.locator(".draft-bar")).to_have_count(0)
    if width == DESKTOP:
        drag(page, place)


def drag(page: Page, place: str) -> None:
    """Take the last amendment to the top with the mouse."""
    page.goto(f"{place}/amendments")
    page.locator("[data-number='2'] b").drag_to(page.locator("[data-number='1'] b"))
    page.locator("form[action$='/amendments'] button.button").click()
    expect(page.locator(".notice-done")).to_be_visible()
    assert order_of(page)[0] == "2"
