"""From comments and letters to one answer and one file, by two officials and the author.

Who writes has a wide screen and scripts; who reviews, and the author, a phone without any.
"""

import csv
import hashlib
import json
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, LiveServer, overflow, serious_faults
from tests.journeys.test_desk import here
from tests.journeys.test_main_job import Look, NewPage, latest_link, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ACCEPTED = "accepted_in_part"
HEADING = "Keep some districts with a deputy of their own"
REASONS = "A third of the deputies will stand in districts.\n\nAll others stand on lists."
LETTERS = """ref,amendment,author_ref,channel,language,stance,body
A-1,53,p-1,letter,en,for,"We discussed it at work: people want to know their deputy."
A-2,53,p-2,paper,kk,against,"Аудан өз депутатын таныса екен."
A-3,,p-3,email,en,,"Print the whole draft for those who do not read from a screen."
"""


def fits(page: Page, screenshot: Look, name: str) -> None:
    """Hold that a page is not cut off on a phone nor at a desk, and go on as before."""
    size = page.viewport_size
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, (name, width)
        screenshot(page, name)
    assert size
    page.set_viewport_size(size)


def done(page: Page) -> None:
    expect(page.locator(".notice-done")).to_have_count(1)


def gather_and_answer(page: Page, home: str, screenshot: Look) -> None:
    page.goto(f"{home}/submissions")
    for box in page.locator("input[name=comment]").all():
        box.check()
    fits(page, screenshot, "answers-desk")
    page.locator("#gather button").click()
    page.fill("#title", HEADING)
    fits(page, screenshot, "answers-gather")
    page.locator("main form[method=post] button.button").click()
    done(page)
    page.locator("main a[href$='/answer']").first.click()
    page.locator("input[name=disposition][value=accepted_in_part]").check()
    page.fill("#reasons", REASONS)
    page.locator("button[value=preview]").click()
    fits(page, screenshot, "answers-preview")
    assert serious_faults(page) == []
    page.locator("button[value=draft]").click()
    done(page)


def review_and_publish(page: Page, home: str, screenshot: Look) -> None:
    page.goto(f"{home}/answers?show=to_review")
    fits(page, screenshot, "answers-review")
    page.locator("button[value^='review-']").click()
    done(page)
    page.goto(f"{home}/answers?show=reviewed")
    page.locator("input[name=answer]").check()
    page.locator("button[value=publish]").click()
    done(page)


def read_the_answer(page: Page, server: LiveServer, email: str, screenshot: Look) -> None:
    page.goto(latest_link(server, email))
    main = page.locator("main")
    for words in ("Official answer", "Accepted in part", HEADING, "All others stand on lists."):
        expect(main).to_contain_text(words)
    fits(page, screenshot, "answers-author")
    page.goto(f"{server.url}/en/account")
    expect(main).to_contain_text("Accepted in part")


def bring_letters_in(page: Page, home: str, file: Path, screenshot: Look) -> None:
    page.goto(f"{home}/submissions/import")
    page.set_input_files("#file", str(file))
    page.locator("main form[method=post] button").click()
    expect(page.locator("main")).to_contain_text("Nothing has been written yet.")
    fits(page, screenshot, "answers-letters")
    assert serious_faults(page) == []
    page.locator("main form[method=post] button").click()
    done(page)
    page.goto(f"{home}/amendments/53")
    expect(page.locator(".thread")).to_contain_text("Аудан өз депутатын таныса екен.")
    expect(page.locator(".thread")).to_contain_text("Participant № 2")


def take_everything(page: Page, home: str, screenshot: Look) -> ZipFile:
    """Order the archive; the page looks again by itself until the worker has made it."""
    page.goto(f"{home}/summary")
    page.select_option("#file", "everything.zip")
    page.locator("form[action$='/exports'] button").click()
    expect(page.locator("progress, a[href*='/exports/']").first).to_be_visible()
    link = page.locator("a[href*='/exports/']")
    expect(link).to_be_visible(timeout=20_000)
    fits(page, screenshot, "answers-exports")
    assert serious_faults(page) == []
    with page.expect_download() as found:
        link.click()
    return ZipFile(found.value.path())


def test_comments_are_answered_together_and_everything_is_handed_over(
    live_server: LiveServer, new_page: NewPage, screenshot: Look, tmp_path: Path
) -> None:
    make = here(live_server)
    place = make.amendment(make.consultation(slug="kurultai"), number="53")
    author, *officials = make.account(), make.official(), make.official()
    make.comment(place, author, stance="against", body="Who will know our village?")
    make.comment(place, stance="against", body="A list of names is no deputy of ours.")
    home = f"{live_server.url}/en/consultations/kurultai"
    letters = tmp_path / "submissions.csv"
    letters.write_text(LETTERS, encoding="utf-8")

    writer, reviewer = new_page(width=DESKTOP), new_page(width=PHONE, javascript=False)
    for page, one in zip((writer, reviewer), officials, strict=True):
        sign_in(page, live_server, one.email)
    gather_and_answer(writer, home, screenshot)
    review_and_publish(reviewer, home, screenshot)
    citizen = new_page(width=PHONE, javascript=False)
    sign_in(citizen, live_server, author.email)
    read_the_answer(citizen, live_server, author.email, screenshot)
    bring_letters_in(writer, home, letters, screenshot)

    with take_everything(writer, home, screenshot) as archive:
        for file in json.loads(archive.read("manifest.json"))["files"]:
            content = archive.read(file["name"])
            assert hashlib.sha256(content).hexdigest() == file["sha256"], file["name"]
        text = archive.read("comments.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [one["disposition"] for one in rows if one["channel"] == "web"] == 2 * [ACCEPTED]
    assert sorted(one["channel"] for one in rows) == ["email", "letter", "paper", "web", "web"]
