"""An official imports the table in a real browser, on a phone without scripts and on a desk."""

import pytest

from consult import create_app
from consult.accounts import actions as accounts
from consult.accounts.rules import Role
from consult.config import Settings
from consult.core.db import transaction
from tests.browser import DESKTOP, PHONE, overflow, serious_faults
from tests.imports.files import docx_bytes

HEAD = ("Article", "Current wording", "Proposed wording", "Rationale")
ROWS = [
    HEAD,
    ("Chapter II. Parliament",),
    ("Article 50", "Parliament has two chambers.", "Parliament has one chamber.", "It is faster."),
    ("Article 51", "—", "The Kurultai makes laws.", ""),
]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def cookie_of_an_official(server):
    app = create_app(Settings(data_dir=server.folder).checked())
    with app.app_context(), transaction(write=True):
        account = accounts.create_account(
            confirmed=True,
            email="official@example.org",
            pseudonym="Official",
            password="a long enough password",
            language="en",
        )
        accounts.grant_role(account, Role.OFFICIAL, None)
        token = accounts.start_session(account)
    return {"name": "consult_session", "value": token, "url": server.url}


def test_an_official_imports_a_table_with_and_without_scripts(
    live_server, new_page, screenshot, tmp_path
):
    cookie = cookie_of_an_official(live_server)
    good, bad = tmp_path / "table.docx", tmp_path / "bad.docx"
    good.write_bytes(docx_bytes(ROWS))
    bad.write_bytes(docx_bytes([*ROWS, ("Article 50", "a", "b", "")]))
    for width in (PHONE, DESKTOP):
        page = new_page(width=width, javascript=width == DESKTOP)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/en/import")
        looked_at(page, screenshot, "import-upload")
        send(page, bad, f"reform-{width}")
        assert "Row 5" in page.locator(".faults").inner_text()
        assert page.input_value("#slug") == f"reform-{width}"
        looked_at(page, screenshot, "import-faults")
        send(page, good, f"reform-{width}")
        page.locator("summary").first.click()
        looked_at(page, screenshot, "import-preview")
        page.get_by_role("button", name="Create the draft").click()
        assert page.url.endswith(f"/consultations/reform-{width}/settings")
        assert "Amendments added: 2" in page.locator("main").inner_text()


def test_an_official_compares_a_text_with_the_law_without_scripts(
    live_server, new_page, screenshot, tmp_path
):
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("# The law\n\n## Chapter I\n\n### Article 1\n\nTwo chambers make laws.\n")
    new.write_text(old.read_text().replace("Two chambers", "One chamber"))
    page = new_page(width=PHONE, javascript=False)
    page.context.add_cookies([cookie_of_an_official(live_server)])
    page.goto(f"{live_server.url}/en/import")
    page.set_input_files("#against", str(old))
    send(page, new, "law")
    page.locator("summary").first.click()
    looked_at(page, screenshot, "import-text-preview")
    assert page.locator("details ins").first.inner_text() == "One chamber"
    page.get_by_role("button", name="Create the draft").click()
    assert page.url.endswith("/consultations/law/settings")


def send(page, file, slug):
    page.set_input_files("#file", str(file))
    page.fill("#slug", slug)
    page.get_by_role("button", name="Read the file").click()


def looked_at(page, screenshot, name):
    screenshot(page, name)
    assert overflow(page) == 0
    if page.viewport_size["width"] == DESKTOP:
        assert serious_faults(page) == []
