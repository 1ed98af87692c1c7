"""Hostile texts in every view of the staff: shown as texts, and guarded in files and mails."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations.models import Amendment, DeskSettings
from consult.core.db import db
from consult.core.text import clean_paragraphs
from consult.moderation import appeals, counting, sanctions
from consult.moderation.appeal_cases import the_appealed
from consult.moderation.models import Report
from consult.moderation.rules import LONGEST_NOTE, Ground
from tests.comments.test_hostile import HOSTILE
from tests.make import Make
from tests.moderation.letters import letters, look
from tests.pages import Page, Visitor
from tests.shared_data import naughty_strings

RUNS = (
    "//main//script|//main//img|//main//iframe|//main//*[@onerror or @onmouseover or @onload]"
    "|//main//a[starts-with(normalize-space(@href), 'javascript')]"
)
AT_A_TIME = 40


def texts() -> list[str]:
    """Return our own hostile texts, and the big list where it is beside this clone."""
    return sorted(set(filter(None, map(clean_paragraphs, [*HOSTILE, *naughty_strings()]))))


def shown(page: Page) -> Page:
    """Hold that a page is one, and that nothing in it runs."""
    assert page.status == 200, page.url
    assert not page.all(RUNS), page.url
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "script-src" in policy
    return page


def stored(make: Make, place: Amendment, author: Account, bodies: list[str]) -> list[Comment]:
    """Store texts as comments that wait, whatever screening says of them."""
    seed = make.comment(place, author, body="A seed that waits: somebody@example.org")
    names = [one.key for one in Comment.__table__.columns if one.key != "id"]
    values = {name: getattr(seed, name) for name in names}

    def work() -> list[int]:
        rows = [Comment(**{**values, "body": body, "quote": None}) for body in bodies]
        db.session.add_all(rows)
        db.session.flush()
        return [one.id for one in rows]

    numbers = make.do(work)
    return [make.read(lambda number=number: comment_by_id(number)) for number in numbers]


def test_hostile_texts_wait_in_the_queue_as_texts(make: Make, visitor: Visitor) -> None:
    bodies = texts()
    stored(make, make.amendment(), make.account(), bodies)
    visitor.sign_in(make.moderator())
    following, seen = "/en/moderation?show=held", 0
    while following:
        page = shown(visitor.get(following))
        seen += len(page.all("//li[@class='desk-case']"))
        following = next(iter(page.all("//a[@rel='next']/@href")), "")
    assert seen == len(bodies) + 1


def test_a_case_of_hostile_texts_shows_and_decides_on_them(make: Make, visitor: Visitor) -> None:
    some = texts()[:: max(1, len(texts()) // AT_A_TIME)]
    visitor.sign_in(make.moderator())
    reporter = make.account()
    for comment in stored(make, make.amendment(), make.account(), some):
        make.do(lambda comment=comment: db.session.add(reported(comment, reporter)))
        page = shown(visitor.get(f"/en/moderation/comments/{comment.id}"))
        told = {"ground": "other", "note": comment.body[:LONGEST_NOTE], "quote": comment.body[:90]}
        answer = page.submit(f"/comments/{comment.id}", ("action", "reject"), **told)
        assert answer.status in {303, 422}
        assert not answer.all(RUNS)
        shown(visitor.get(f"/en/moderation/comments/{comment.id}"))
    shown(visitor.get("/en/moderation?show=decided"))


def reported(comment: Comment, by: Account) -> Report:
    note = comment.body[:LONGEST_NOTE]
    at = comment.created_at
    return Report(comment_id=comment.id, reporter_id=by.id, ground="other", note=note, at=at)


@pytest.mark.parametrize("text", HOSTILE[:10])
def test_hostile_words_in_appeals_sanctions_settings_and_mails(
    make: Make, visitor: Visitor, text: str
) -> None:
    words, place = clean_paragraphs(text)[:LONGEST_NOTE], make.amendment()
    author, first = make.account(pseudonym="Ann <b>O'Neil"), make.moderator()
    comment = make.comment(place, author, body=f"Words before. {words}")
    decision = make.decision(comment, first, "hide", ground="other", note=words)
    for page in all_pages(make, visitor, comment, decision.id, words, first):
        shown(page)
    for mail in make.mails():
        assert all("\n" not in str(value) for value in mail.values())
        assert mail.get_content_type() == "text/plain"


def all_pages(
    make: Make, visitor: Visitor, comment: Comment, decision: int, words: str, first: Account
) -> Iterator[Page]:
    """Open every page on which what somebody wrote stands beside a decision."""
    author, proposer = make.reader(comment.author), make.reader(first)
    yield visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision}")
    appeal = make.do(lambda: appeals.make_appeal(the_appealed(decision), author, words))
    yield visitor.get(f"/en/account/appeals/{decision}")
    yield visitor.get("/en/account")

    def suspend() -> int:
        seen = comment_by_id(comment.id)
        return sanctions.propose(seen, proposer, Ground.OTHER, words, 7).id

    sanction = make.do(suspend)
    visitor.sign_in(make.moderator())
    yield visitor.get(f"/en/moderation/appeals/{appeal}")
    yield visitor.get(f"/en/moderation/sanctions/{sanction}")
    yield visitor.get(f"/en/moderation/comments/{comment.id}/sanction")
    for show in ("appeal", "suspension", "decided"):
        yield visitor.get(f"/en/moderation?show={show}")
    settings = f"/en/consultations/{comment.consultation.slug}/moderation"
    tried = visitor.get(settings).submit("/moderation", ("step", "try"), sample=words, words=words)
    assert tried.status in {200, 422} and not tried.all(RUNS)
    slug, number = comment.consultation.slug, comment.amendment.number
    yield visitor.get(f"/en/consultations/{slug}/amendments/{number}")


def test_a_campaign_of_hostile_letters_is_one_case(make: Make, visitor: Visitor) -> None:
    place = make.amendment()
    letter = (
        "<script>alert(1)</script> we all of us ask for <img src=x onerror=alert(1)> one chamber "
        "and {{ 7 * 7 }} deputies in it because =cmd|' /C calc'!A0 nobody needs two of them"
    )
    letters(make, place, 5, letter)
    look(make, place.consultation)
    visitor.sign_in(make.moderator())
    queue = shown(visitor.get("/en/moderation?show=campaign"))
    address = queue.all("//li[@class='desk-case']//a/@href")[0]
    page = shown(visitor.get(address))
    assert "<script>alert(1)</script>" in page.text and "{{ 7 * 7 }}" in page.text


def test_the_files_of_the_transparency_page_hold_no_formulas(make: Make, visitor: Visitor) -> None:
    place = make.amendment()
    for body in ("=cmd|' /C calc'!A0", "+1+1 of us", "@SUM(1)", "-2 is less"):
        make.decision(make.comment(place, body=body), make.moderator(), "hide", note=body)
    make.do(lambda: counting.count_figures(place.consultation_id))
    base = f"/en/consultations/{place.consultation.slug}/transparency"
    shown(visitor.get(base))
    told: Any = visitor.get(f"{base}/transparency.csv").response
    cells = [cell for row in csv.reader(io.StringIO(told.data.decode("utf-8-sig"))) for cell in row]
    assert len(cells) > 20
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    held = visitor.get(f"{base}/transparency.json").response
    assert held.mimetype == "application/json"
    for answer in (told, held):
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "calc" not in answer.get_data(as_text=True)


def test_listed_words_of_any_kind_mark_and_break_nothing(make: Make, visitor: Visitor) -> None:
    bodies, place = texts()[:AT_A_TIME], make.amendment()
    listed = ["script", "alert", "a" * 80, "(.*)+", "[", "DROP TABLE", "%s", "{0}"]
    settings = {"words": listed, "blur": True}
    rules = {"consultation_id": place.consultation_id, "settings": settings, "version": 1}
    make.do(lambda: db.session.add(DeskSettings(**rules)))
    visitor.sign_in(make.moderator())
    for comment in stored(make, place, make.account(), bodies):
        shown(visitor.get(f"/en/moderation/comments/{comment.id}"))
