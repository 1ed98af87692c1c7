"""The main job, end to end: import, publish, sign up, vote, comment, moderate, export.

Everybody has a browser of their own; the citizen is on a phone and without scripts.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, LiveServer, overflow, serious_faults
from tests.imports.files import docx_bytes

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a long enough password"
SLUG = "kurultai"
ROWS = [
    ("№", "Статья", "Действующая редакция", "Предлагаемая редакция", "Обоснование"),
    ("Раздел IV. Курултай",),
    (
        "53",
        "Статья 53",
        "1. Парламент состоит из двух Палат.\n2. Мажилис состоит из девяноста восьми депутатов.",
        "1. Курултай состоит из одной палаты.\n2. Курултай состоит из ста сорока пяти депутатов.",
        "Одна палата решает быстрее.",
    ),
    ("49", "Статья 49", "", "Вице-Президент назначается Президентом.", "Новая должность."),
]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NewPage = Callable[..., Page]
Look = Callable[[Page, str], Path]


def staff(server: LiveServer, role: str) -> str:
    """Make a member of staff with the operator's command; return the e-mail address."""
    email = f"{role}@example.org"
    command = [sys.executable, "-m", "flask", "accounts", "create", email]
    subprocess.run(
        [*command, "--name", f"Desk {len(role)}", "--role", role, "--password-stdin"],
        input=PASSWORD.encode(),
        cwd=ROOT,
        env={**os.environ, "CONSULT_DATA_DIR": str(server.folder)},
        check=True,
    )
    return email


def sign_in(page: Page, server: LiveServer, email: str, language: str = "en") -> None:
    page.goto(f"{server.url}/{language}/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()
    expect(page.locator(".site-account form")).to_have_count(1)


def looked_at(page: Page, screenshot: Look, name: str, *, scripts: bool = True) -> None:
    """Take the picture, and hold that nothing is cut off and that axe finds nothing serious."""
    screenshot(page, name)
    assert overflow(page) == 0, name
    if scripts:
        assert serious_faults(page) == [], name


def latest_link(server: LiveServer, to: str) -> str:
    """Return the link in the latest mail to somebody, waiting for the worker to send it."""
    for _ in range(100):
        found = [mail for mail in server.mails() if mail["To"] == to]
        if found:
            links = re.findall(r"https?://\S+", found[-1].get_content())
            return str(links[0])
        time.sleep(0.1)
    raise AssertionError(f"no mail to {to}")


def import_and_publish(page: Page, server: LiveServer, file: Path, screenshot: Look) -> None:
    page.goto(f"{server.url}/ru/import")
    page.set_input_files("#file", str(file))
    page.fill("#slug", SLUG)
    page.locator("main form button").first.click()
    looked_at(page, screenshot, "journey-preview")
    page.locator("main form[method=post] button").first.click()
    expect(page).to_have_url(re.compile(f"/{SLUG}/settings$"))
    page.locator("a[href$='/phases/new']").click()
    page.fill("#opens_at", "2020-01-01T00:00")
    page.fill("#closes_at", "2099-01-01T00:00")
    page.locator("form[action$='/phases/new'] button").click()
    expect(page.locator(".notice-done")).to_be_visible()
    page.locator("a[href$='/publish']").click()
    page.locator("form[action$='/publish'] button").click()
    expect(page).to_have_url(re.compile(f"/{SLUG}$"))
    looked_at(page, screenshot, "journey-consultation")


def sign_up_from(page: Page, server: LiveServer, amendment: str) -> None:
    """Come from an amendment, sign up, confirm by the mailed link, and land there again."""
    page.goto(amendment)
    page.locator("#vote a.button").click()
    page.locator("main a[href*='sign-up']").first.click()
    page.fill("#email", "citizen@example.org")
    page.fill("#pseudonym", "Дала желі")
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()
    page.goto(latest_link(server, "citizen@example.org"))
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(re.escape(amendment)))


def vote_and_comment(page: Page, amendment: str, screenshot: Look) -> None:
    chosen = page.locator("button[name=choice][aria-pressed=true]")
    page.locator("button[name=choice][value=support]").click()
    assert (
        page.locator("button[name=choice][aria-pressed=true]").get_attribute("value") == "support"
    )
    page.locator("button[name=choice][value=oppose]").click()
    expect(chosen).to_have_attribute("value", "oppose")
    page.locator("input[name=stance][value=against]").check()
    page.fill("#body", "Екі палата керек.\n\nОдна палата — это слишком быстро.")
    page.locator(".composer button[value=send]").click()
    expect(page.locator(".notice-done")).to_be_visible()
    page.goto(amendment)
    expect(page.locator(".thread")).to_contain_text("Екі палата керек.")
    looked_at(page, screenshot, "journey-citizen", scripts=False)


def report(page: Page, amendment: str) -> None:
    page.goto(amendment)
    page.locator(".thread a[href*='/report'], .thread details.report summary").first.click()
    page.locator("input[name=ground][value=off_topic]").first.check()
    page.locator("form[action$='/report'] button").first.click()
    expect(page.locator(".notice-done")).to_be_visible()


def hide(page: Page, server: LiveServer, screenshot: Look) -> None:
    page.goto(f"{server.url}/en/moderation")
    looked_at(page, screenshot, "journey-queue")
    page.locator(".desk-case h2 a").click()
    case = page.locator("article.case")
    case.locator("select[name=ground]").select_option("off_topic")
    case.locator("textarea[name=note]").fill("Please write under the amendment that you mean.")
    case.locator("button[value=hide]").click()
    expect(page.locator(".desk-case, article.case")).to_have_count(0)


def download(
    page: Page, server: LiveServer, screenshot: Look
) -> dict[str, list[tuple[object, ...]]]:
    """Download the workbook; return its sheets by name."""
    page.goto(f"{server.url}/ru/consultations/{SLUG}/summary")
    looked_at(page, screenshot, "journey-summary")
    page.select_option("#file", "summary.xlsx")
    with page.expect_download() as found:
        page.locator("form[action$='/exports'] button").click()
    book = load_workbook(BytesIO(Path(found.value.path()).read_bytes()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_nation_reads_votes_argues_and_is_summed_up(
    live_server: LiveServer, new_page: NewPage, screenshot: Look, tmp_path: Path
) -> None:
    file = tmp_path / "table.docx"
    file.write_bytes(docx_bytes(ROWS))
    amendment = f"{live_server.url}/ru/consultations/{SLUG}/amendments/53"

    official = new_page(width=DESKTOP)
    sign_in(official, live_server, staff(live_server, "official"), "ru")
    import_and_publish(official, live_server, file, screenshot)

    citizen = new_page(width=PHONE, javascript=False)
    sign_up_from(citizen, live_server, amendment)
    vote_and_comment(citizen, amendment, screenshot)

    moderator = new_page(width=DESKTOP)
    report(official, amendment)
    sign_in(moderator, live_server, staff(live_server, "moderator"))
    hide(moderator, live_server, screenshot)

    visitor = new_page(width=PHONE)
    visitor.goto(amendment)
    assert "Екі палата" not in visitor.content()
    assert visitor.locator(".stone").count() == 1
    looked_at(visitor, screenshot, "journey-stone")
    citizen.goto(latest_link(live_server, "citizen@example.org"))
    assert "Екі палата керек." in citizen.locator("main").inner_text()
    assert "Please write under the amendment" in citizen.locator("main").inner_text()

    sheets = download(official, live_server, screenshot)
    everything = str(sheets)
    assert "Екі палата" not in everything
    assert "citizen@example.org" not in everything
    assert "Скрыт" in everything
