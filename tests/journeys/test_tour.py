"""A tour of every page with the demo: nothing is cut off, and axe finds nothing serious."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consult.demo.sign_ins import SIGN_INS
from tests.browser import DESKTOP, PHONE, TABLET, LiveServer, overflow, serious_faults

NewPage = Callable[..., Page]
Look = Callable[[Page, str], Path]
AMENDMENT = "consultations/constitution-2026/amendments/53"
WIDTHS = (PHONE, TABLET, DESKTOP)
HEIGHT = 900

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PUBLIC = {
    "home": "",
    "about": "about",
    "rules": "rules",
    "sign-in": "sign-in",
    "sign-up": "sign-up",
    "missing": "nowhere",
    "consultation": "consultations/constitution-2026",
    "amendment": AMENDMENT,
    "side-by-side": f"{AMENDMENT}?view=both",
    "new": "consultations/constitution-2026/amendments/21-1",
    "repeal": "consultations/constitution-2026/amendments/55",
    "clause": f"{AMENDMENT}/clauses/2",
    "suggestions": f"{AMENDMENT}/suggestions",
    "revision": "consultations/constitution-2026/amendments/52/revisions/2",
    "argument": "consultations/constitution-2026/amendments/52/arguments/1",
    "related": f"{AMENDMENT}/related",
    "print": f"{AMENDMENT}/print",
    "sheet": f"{AMENDMENT}/sheet",
    "search": f"{AMENDMENT}?q=палата",
    "answered": f"{AMENDMENT}?only=answered",
    "arguments": f"{AMENDMENT}/arguments",
    "opinions": f"{AMENDMENT}/opinions",
    "transparency": "consultations/constitution-2026/transparency",
    "over": "consultations/ulgi-library-rules",
    "official-answer": "consultations/ulgi-library-rules/amendments/5",
}
STAFF = {
    "account": "account",
    "data": "account/data",
    "leave": "account/leave",
    "cards": f"{AMENDMENT}/cards",
    "queue": "moderation",
    "appeals": "moderation?show=appeal",
    "suspensions": "moderation?show=suspension",
    "sanction": "moderation/comments/9/sanction",
    "campaign": "moderation/campaigns/1",
    "queue-decided": "moderation?show=decided",
    "queue-second-looks": "moderation?show=second_look",
    "case": "moderation/next?show=held",
    "roles": "roles",
    "import": "import",
    "new-consultation": "consultations/new",
    "settings": "consultations/constitution-2026/settings",
    "amendments": "consultations/constitution-2026/amendments",
    "staff": "consultations/constitution-2026/staff",
    "edit": f"{AMENDMENT}/edit",
    "summary": "consultations/constitution-2026/summary",
    "summary-amendment": f"{AMENDMENT}/summary",
    "summary-table": "consultations/constitution-2026/summary/table",
    "submissions": "consultations/constitution-2026/submissions",
    "answers-in-work": "consultations/constitution-2026/answers",
    "proposals": f"{AMENDMENT}/arguments",
    "gather": f"{AMENDMENT}/arguments/gather?comment=9&comment=21",
    "themes": "consultations/constitution-2026/themes",
    "themes-none": "consultations/constitution-2026/themes/none",
    "letters": "consultations/constitution-2026/submissions/import",
    "letter": "consultations/constitution-2026/submissions/new",
    "submissions-answered": "consultations/ulgi-library-rules/submissions?show=answered",
    "answer": f"{AMENDMENT}/comments/9/answer",
}


def look_at(page: Page, home: str, addresses: dict[str, str], screenshot: Look) -> None:
    faults = {}
    for name, address in addresses.items():
        answer = page.goto(f"{home}/{address}")
        status = answer.status if answer else 0
        found = [] if status == (404 if name == "missing" else 200) else [f"answered {status}"]
        for width in WIDTHS:
            found += faults_at(page, width)
            screenshot(page, f"{name}-{home[-2:]}")
        if found:
            faults[name] = found
    assert not faults


def faults_at(page: Page, width: int) -> list[str]:
    """Return what is wrong with a page at a width; it reflows as when somebody turns a phone."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    wide = [f"{overflow(page)} px too wide at {width}"] if overflow(page) else []
    return [*wide, *(f"at {width}: {fault}" for fault in serious_faults(page))]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_public_page_reflows_and_axe_finds_nothing_serious(
    demo_server: LiveServer, new_page: NewPage, screenshot: Look, language: str
) -> None:
    page = new_page(width=PHONE, language=language)
    look_at(page, f"{demo_server.url}/{language}", PUBLIC, screenshot)


def test_every_page_of_staff_reflows_and_axe_finds_nothing_serious(
    demo_server: LiveServer, new_page: NewPage, screenshot: Look
) -> None:
    home = f"{demo_server.url}/ru"
    page = new_page(width=PHONE, language="ru")
    administrator = next(one for one in SIGN_INS if one.role == "administrator")
    page.goto(f"{home}/sign-in")
    page.fill("#email", administrator.email)
    page.fill("#password", administrator.password)
    page.locator("main form button").first.click()
    expect(page.locator(".site-account form")).to_have_count(1)
    look_at(page, home, STAFF, screenshot)
