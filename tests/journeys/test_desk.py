"""The desk in a real browser: a case decided by keys alone, and keys that sleep in fields."""

from collections.abc import Callable
from itertools import cycle

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from consult import create_app
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.config import Settings
from consult.consultations.models import Amendment, DeskSettings
from consult.core.db import db
from consult.moderation import appeals, sanctions
from consult.moderation.appeal_cases import the_appealed
from consult.moderation.models import Appeal, Decision, Sanction
from consult.moderation.rules import Ground
from tests.browser import PHONE, LiveServer, overflow, serious_faults
from tests.journeys.test_main_job import Look, NewPage, sign_in
from tests.make import Make
from tests.moderation.letters import letters, look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE_NUMBER = "+7 701 123 45 67"
FOCUS = "document.activeElement"
SEEN = f"""(() => {{ const style = getComputedStyle({FOCUS});
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }})()"""
Keys = Callable[[Page], None]


def here(server: LiveServer) -> Make:
    return Make(create_app(Settings(data_dir=server.folder).checked()))


def pressed(*keys: str) -> Keys:
    """Return what presses keys one after the other."""

    def press(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return press


def asked_to_edit(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.type("Please leave 1 phone number out.")
    page.keyboard.press("Escape")
    page.keyboard.press("a")


def moved(number: str) -> Keys:
    def move(page: Page) -> None:
        page.keyboard.press("m")
        page.keyboard.type(number)
        page.keyboard.press("Enter")

    return move


def comment_cases(make: Make, place: Amendment, other: Amendment) -> dict[int, Keys]:
    """Make the cases that are comments, and say by which keys each is decided."""
    authors = cycle([make.account() for _ in range(6)])

    def held(number: int) -> int:
        body = f"Call me, number {number}: {PHONE_NUMBER}"
        return make.comment(place, next(authors), body=body).id

    def reported(number: int, parent: Comment | None = None) -> int:
        comment = make.comment(place, next(authors), parent=parent, body=f"Rude words {number}.")
        make.report(comment)
        return comment.id

    keys: dict[int, Keys] = {held(n): pressed("p") for n in range(4)}
    keys |= {held(4): pressed("3", "r"), held(5): pressed("4", "r"), held(6): pressed("3", "d")}
    keys |= {held(7): asked_to_edit, held(8): moved(other.number)}
    keys |= {reported(n): pressed("k") for n in range(4)}
    keys |= {reported(4): pressed("1", "h"), reported(5): pressed("5", "h")}
    parent = make.comment(place, next(authors), body="Calm words that somebody answers.")
    return keys | {reported(6, parent): pressed("h", "ArrowDown", "Escape", "h")}


def other_cases(make: Make, place: Amendment) -> None:
    """Make a campaign, an appeal and a suspension that wait for somebody else."""
    colleague, comment = make.moderator(), make.comment(place, body="Words that were hidden.")
    decision = make.decision(comment, colleague, "hide")
    author, proposer = make.reader(comment.author), make.reader(colleague)

    def appeal() -> None:
        appeals.make_appeal(the_appealed(decision.id), author, "These words insult nobody.")

    def suspend() -> None:
        seen = comment_by_id(comment.id)
        sanctions.propose(seen, proposer, Ground.INSULT, "The third time.", 7)

    make.do(appeal)
    make.do(suspend)
    letters(make, place, 5)
    look(make, place.consultation)


def tab_to(page: Page, target: Locator) -> None:
    """Go to something by Tab alone, and hold that everybody sees where the focus is."""
    expect(target).to_have_count(1)
    for _ in range(90):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate(f"{FOCUS}.outerHTML")
        if target.evaluate(f"one => one === {FOCUS}"):
            return
    pytest.fail(f"{target} is not reached by keyboard")


def enter(page: Page, target: Locator) -> None:
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def decide_by(page: Page, key: str) -> None:
    page.locator("[data-desk][data-awake]").wait_for()
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator(".notice-done")).to_have_count(1)


def decide_all(page: Page, keys: dict[int, Keys], moved_too: int) -> int:
    """Decide on the comments as they open by themselves; return how many cases there were."""
    done = 0
    while "/moderation/comments/" in page.url:
        number = int(page.url.partition("/comments/")[2].partition("?")[0])
        page.locator("[data-desk][data-awake]").wait_for()
        again = number == moved_too and number not in keys
        with page.expect_navigation():
            (pressed("p") if again else keys.pop(number))(page)
        expect(page.locator(".notice-done")).to_have_count(1)
        done += 1
    assert keys == {}
    return done


def test_twenty_cases_are_decided_by_keyboard_alone(
    live_server: LiveServer, new_page: NewPage, screenshot: Look
) -> None:
    make = here(live_server)
    place = make.amendment()
    other = make.amendment(place.consultation)
    keys = comment_cases(make, place, other)
    to_move = list(keys)[8]
    other_cases(make, place)
    page = new_page()
    sign_in(page, live_server, make.moderator().email)
    page.goto(f"{live_server.url}/en/moderation")
    enter(page, page.get_by_role("link", name="Open the next case"))
    screenshot(page, "desk-case")
    assert serious_faults(page) == []

    done = decide_all(page, keys, to_move)
    assert "/moderation/campaigns/" in page.url
    decide_by(page, "k")
    enter(page, page.get_by_role("link", name="Open the next case"))
    assert "/moderation/appeals/" in page.url
    page.locator("[data-desk][data-awake]").wait_for()
    page.keyboard.press("u")
    expect(page.locator("textarea")).to_be_focused()  # the answer needs a note
    page.keyboard.type("The words were an insult.")
    page.keyboard.press("Escape")
    decide_by(page, "u")
    assert "/moderation/sanctions/" in page.url
    decide_by(page, "c")

    assert done + 3 >= 20
    page.goto(f"{live_server.url}/en/moderation")
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    expect(page.get_by_role("link", name="Open the next case")).to_have_count(0)
    what_was_decided(make, other, to_move)


def what_was_decided(make: Make, other: Amendment, moved_one: int) -> None:
    count = select(Decision.action, func.count()).group_by(Decision.action)
    assert dict(make.all(count)) == {
        "publish": 5, "reject": 2, "redact": 1, "ask": 1, "move": 1, "keep": 4, "hide": 4,
        "suspend": 1,
    }  # fmt: skip
    assert make.scalar(select(Comment.amendment_id).where(Comment.id == moved_one)) == other.id
    masked = make.all(select(Comment.body).where(Comment.original.is_not(None)))
    assert len(masked) == 1 and "701" not in masked[0][0]
    assert make.scalar(select(Appeal.outcome)) == "upheld"
    assert make.scalar(select(Sanction.state).where(Sanction.kind == "suspend")) == "in_force"


def test_keys_in_a_field_only_write_and_keys_can_be_turned_off(
    live_server: LiveServer, new_page: NewPage
) -> None:
    make = here(live_server)
    comment = make.comment(body=f"Call {PHONE_NUMBER}")
    page = new_page()
    sign_in(page, live_server, make.moderator().email)
    page.goto(f"{live_server.url}/en/moderation/comments/{comment.id}")
    page.locator("[data-desk][data-awake]").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("pkrhdmal 123")
    expect(page.locator("textarea[name=note]")).to_have_value("pkrhdmal 123")
    expect(page.locator("select[name=ground]")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+p")
    page.keyboard.press("1")
    expect(page.locator("select[name=ground]")).not_to_have_value("")

    tab_to(page, page.locator(".case-keys summary"))
    page.keyboard.press("Enter")
    enter(page, page.get_by_role("button", name="Turn the keys off"))
    page.locator("[data-desk][data-awake]").wait_for()
    for key in "1npdk":
        page.keyboard.press(key)
    expect(page.locator("select[name=ground]")).to_have_value("")
    expect(page.locator("textarea[name=note]")).not_to_be_focused()
    assert make.scalar(select(func.count()).select_from(Decision)) == 0


def test_enter_in_the_field_of_a_move_never_publishes(
    live_server: LiveServer, new_page: NewPage
) -> None:
    make = here(live_server)
    comment = make.comment(body=f"Call {PHONE_NUMBER}")
    page = new_page(javascript=False)
    sign_in(page, live_server, make.moderator().email)
    page.goto(f"{live_server.url}/en/moderation/comments/{comment.id}")
    page.locator("details", has=page.locator("input[name=amendment]")).locator("summary").click()
    page.locator("input[name=amendment]").fill("no such number")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert make.scalar(select(Comment.state)) == "held"


def test_three_cases_are_decided_by_touch_and_without_scripts(
    live_server: LiveServer, new_page: NewPage, screenshot: Look
) -> None:
    make = here(live_server)
    place = make.amendment()
    make.do(lambda: db.session.add(never_twice(place)))
    for number in range(2):
        make.comment(place, body=f"Call me, number {number}: {PHONE_NUMBER}")
    make.report(make.comment(place, body="Rude words."))
    page = new_page(width=PHONE, javascript=False, has_touch=True)
    sign_in(page, live_server, make.moderator().email)
    page.goto(f"{live_server.url}/en/moderation")
    page.get_by_role("link", name="Open the next case").tap()
    page.wait_for_url("**/moderation/comments/**")
    screenshot(page, "desk-case-by-touch")
    tap(page, "publish")
    page.locator("select[name=ground]").select_option("personal_data")
    tap(page, "redact")
    page.locator("select[name=ground]").select_option("insult")
    tap(page, "hide")
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    states = make.all(select(Comment.state).order_by(Comment.id))
    assert [one.state for one in states] == ["published", "published", "hidden"]


def never_twice(place: Amendment) -> DeskSettings:
    rules = {"second_look_percent": 0}
    return DeskSettings(consultation_id=place.consultation_id, settings=rules, version=1)


def tap(page: Page, action: str) -> None:
    """Tap a button that is large enough for a thumb, on a page that is not cut off."""
    assert overflow(page) == 0, page.url
    button = page.locator(f"button[name=action][value={action}]")
    box = button.bounding_box()
    assert box and box["height"] >= 44, box
    button.tap()
    expect(page.locator(".notice-done")).to_have_count(1)
