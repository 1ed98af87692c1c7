"""The big list of naughty strings in a real browser: nothing runs, asks or is fetched."""

import pytest
from playwright.sync_api import Request

from consult import create_app
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.config import Settings
from consult.consultations.models import Amendment
from consult.core import clock
from consult.core.db import db
from consult.core.text import clean_paragraphs
from tests.browser import PHONE, LiveServer, overflow
from tests.comments.places import home
from tests.journeys.test_main_job import NewPage
from tests.make import Make
from tests.shared_data import naughty_strings, needs_data

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def written(make: Make, texts: list[str]) -> Amendment:
    """Store every text as a published comment on one amendment."""
    amendment, author = make.amendment(), make.account()
    common = {
        "consultation_id": amendment.consultation_id, "amendment_id": amendment.id,
        "author_id": author.id, "revision": 1, "language": "en", "stance": "for",
        "state": State.PUBLISHED, "listed": True, "created_at": clock.now(),
    }  # fmt: skip
    rows = [Comment(body=text, **common) for text in texts]
    make.do(lambda: db.session.add_all(rows))
    return amendment


@needs_data
def test_no_text_runs_asks_or_fetches_anything(live_server: LiveServer, new_page: NewPage) -> None:
    make = Make(create_app(Settings(data_dir=live_server.folder).checked()))
    texts = sorted(set(filter(None, map(clean_paragraphs, naughty_strings()))))
    place, ran = live_server.url + home(written(make, texts)), list[str]()
    page, seen, following = new_page(width=PHONE), set[str](), f"{place}?order=newest"
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on("request", lambda asked: told(asked, live_server.url, ran))
    while following:
        page.goto(following)
        found = page.locator(".comment-text").evaluate_all("all => all.map(one => one.textContent)")
        seen |= {" ".join(text.split()) for text in found}
        assert overflow(page) == 0, following
        more = page.locator("a[rel=next]")
        following = live_server.url + str(more.get_attribute("href")) if more.count() else ""
    assert seen == {" ".join(text.split()) for text in texts}
    assert ran == []


def told(asked: Request, home: str, ran: list[str]) -> None:
    """Note a request that no page of ours makes."""
    own = asked.url.startswith((f"{home}/static/", f"{home}/en/consultations/"))
    if not own or asked.resource_type in {"fetch", "xhr"}:
        ran.append(asked.url)
