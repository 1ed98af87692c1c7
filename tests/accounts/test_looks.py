"""The pages of accounts in a real browser: nothing serious for axe, nothing wider than a phone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.accounts.people import EMAIL, NAME, SECRET, link_in
from tests.browser import DESKTOP, PHONE, ROOT, LiveServer, overflow, serious_faults

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_entering_and_the_account_page_are_sound(
    live_server: LiveServer,
    new_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path],
    width: int,
) -> None:
    page = new_page(width=width, javascript=width == DESKTOP)

    def look(name: str) -> None:
        screenshot(page, f"accounts-{name}")
        assert overflow(page) == 0, name
        if width == DESKTOP:
            assert serious_faults(page) == [], name

    page.goto(f"{live_server.url}/en/sign-up?next=/en/account")
    look("sign-up")
    page.get_by_role("button", name="Sign up").click()
    look("sign-up-wrong")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Public name").fill(NAME)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign up").click()
    look("mail-sent")

    page.goto(f"{live_server.url}/en/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    look("sign-in-unconfirmed")

    page.goto(live_server.url + link_in(_mail(live_server, page), "/confirm/"))
    page.get_by_label("Password").fill(SECRET)
    look("confirm")
    page.get_by_role("button", name="Confirm and sign in").click()
    look("account")
    for place in ("reactions", "reports", "data", "leave"):
        page.goto(f"{live_server.url}/en/account/{place}")
        look(place)
    page.get_by_role("button", name="Leave for good").click()
    look("leave-wrong")
    page.goto(f"{live_server.url}/en/reset/nothing")
    look("dead-link")


def test_the_page_of_roles_is_sound(
    live_server: LiveServer, new_page: Callable[..., Page], screenshot: Callable[[Page, str], Path]
) -> None:
    words = [EMAIL, "--name", NAME, "--role", "administrator", "--password-stdin"]
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "accounts", "create", *words],
        input=f"{SECRET}\n",
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"CONSULT_DATA_DIR": str(live_server.folder)},
    )
    for width in (PHONE, DESKTOP):
        page = new_page(width=width)
        page.goto(f"{live_server.url}/en/sign-in?next=/en/roles")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(SECRET)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Grant the role").click()
        screenshot(page, "accounts-roles-wrong")
        wrong = page.locator("#email-error"), page.locator("#role-error")
        assert all(one.is_visible() for one in wrong), width
        assert overflow(page) == 0 and serious_faults(page) == [], width


def _mail(server: LiveServer, page: Page) -> object:
    for _ in range(40):
        if mails := server.mails():
            return mails[-1]
        page.wait_for_timeout(250)
    pytest.fail("no mail came")
