"""Speaking of a clause in a real browser: words selected with scripts, a suggestion without."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consult import create_app
from consult.config import Settings
from consult.consultations.models import Amendment
from consult.core.db import db
from tests.browser import DESKTOP, PHONE, TABLET, LiveServer, overflow, running, serious_faults
from tests.make import PASSWORD, Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NewPage = Callable[..., Page]
Look = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Make]]:
    """Serve, and make things in the same database."""
    folder = tmp_path_factory.mktemp("clauses")
    with running(folder) as server:
        app = create_app(Settings(data_dir=folder).checked())
        yield server, Make(app)
        with app.app_context():
            db.engine.dispose()


def home(server: LiveServer, amendment: Amendment, language: str = "en") -> str:
    place = amendment.consultation
    return f"{server.url}/{language}/consultations/{place.slug}/amendments/{amendment.number}"


def sign_in(page: Page, server: LiveServer, email: str) -> None:
    page.goto(f"{server.url}/en/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.button")


def test_words_that_are_selected_become_the_quotation(
    place: tuple[LiveServer, Make], new_page: NewPage, screenshot: Look
) -> None:
    server, make = place
    amendment, page = make.amendment(), new_page(width=DESKTOP)
    sign_in(page, server, make.account().email)
    page.goto(home(server, amendment))
    page.evaluate(
        """() => {
            const clause = document.querySelector("#clause-2");
            const walk = document.createTreeWalker(clause, NodeFilter.SHOW_TEXT);
            let at = null;
            while (walk.nextNode())
                if (walk.currentNode.data.includes("145")) at = walk.currentNode;
            const start = at.data.indexOf("145");
            getSelection().setBaseAndExtent(at, start, at, start + 3);
        }"""
    )
    page.click("text=Comment on these words")
    expect(page.locator("blockquote")).to_have_text("145")
    screenshot(page, "clause-words")
    page.check("input[name=stance][value=against] >> nth=0")
    page.fill("#body", "A hundred would do.")
    page.click("text=Send the comment")
    expect(page.locator(".comment-about blockquote")).to_have_text("145")


@pytest.mark.parametrize(
    ("width", "javascript"), [(PHONE, False), (PHONE, True), (TABLET, True), (DESKTOP, False)]
)
def test_a_suggestion_is_made_with_and_without_scripts(
    place: tuple[LiveServer, Make],
    new_page: NewPage,
    screenshot: Look,
    width: int,
    javascript: bool,
) -> None:
    server, make = place
    amendment, page = make.amendment(), new_page(width=width, javascript=javascript)
    sign_in(page, server, make.account().email)
    page.goto(home(server, amendment))
    page.click("[data-clause=clause-2] >> text=Comment on this")
    page.click("summary >> text=Suggest another wording")
    page.fill("#own-suggested", "2. The Kurultai has 120 deputies.")
    if not javascript:
        page.click("text=Show what changes")
    expect(page.locator("#preview ins")).to_have_text("120")
    expect(page.locator("#preview-said")).to_contain_text("Words inserted: 1.")
    if javascript:
        expect(page.locator("#own-suggested")).to_be_focused()
    screenshot(page, f"clause-preview-{javascript}")
    assert overflow(page) == 0
    page.check("input[name=stance][value=for] >> nth=1")
    page.fill("#own-body", "It costs less.")
    page.click("text=Send the suggestion")
    expect(page.locator(".comment-about ins")).to_have_text("120")
    page.goto(f"{home(server, amendment)}/suggestions")
    expect(page.locator(".comment-about ins")).to_have_text("120")
    assert overflow(page) == 0


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_pages_of_clauses_are_sound(
    place: tuple[LiveServer, Make], new_page: NewPage, screenshot: Look, width: int
) -> None:
    server, make = place
    amendment = make.amendment(make.consultation(languages=("kk", "en")))
    page = new_page(width=width)
    sign_in(page, server, make.account().email)
    page.goto(f"{home(server, amendment)}/clauses/2")
    page.click("summary >> text=Suggest another wording")
    page.fill("#own-suggested", "2. The Kurultai has 120 deputies.")
    page.check("input[name=stance][value=for] >> nth=1")
    page.fill("#own-body", "It costs less.")
    page.click("text=Send the suggestion")
    for path in ("", "/clauses/1", "/clauses/2", "/suggestions"):
        for language in ("en", "kk"):
            page.goto(home(server, amendment, language) + path)
            if path == "/clauses/1":
                page.click("#suggest summary")
            screenshot(page, f"clauses{path.replace('/', '-')}-{language}")
            assert overflow(page) == 0, (path, language)
            assert serious_faults(page) == [], (path, language)
