"""Every count of comments leads to just as many rows, and no row shows what is withheld."""

import re

import pytest
from sqlalchemy import select

from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from consult.summaries import behind
from consult.summaries.behind import Wanted
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import add_comment, random_consultation


@pytest.fixture
def place(make: Make) -> Consultation:
    found: Consultation = random_consultation(make, 30)
    unit = make.scalar(select(Amendment).where(Amendment.consultation_id == found.id).limit(1))
    said = {"answer": {"disposition": "noted", "reasons": ""}, "answered_at": unit.created_at}
    for given in (said, {"suggestion": "keep"}, {"suggestion": "keep", **said}):
        add_comment(make, unit, make.account(), **given)
    return found


def test_every_linked_count_has_as_many_rows(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    page = visitor.sign_in(make.official(place)).get(f"/en/consultations/{place.slug}/summary")
    links = page.all("//a[contains(@href, '/summary/rows')][not(contains(@href, 'reported'))]")
    checked = {link.get("href"): int(re.sub(r"\D", "", link.text)) for link in links}
    assert len(checked) > 30
    assert all(
        any(f"{name}={one}" in link for link in checked)
        for name in ("answered", "suggestion")
        for one in (0, 1)
    )
    for address, count in checked.items():
        rows, following = 0, address
        while following:
            listed = visitor.get(following)
            rows += len(listed.all("//ol[contains(@class, 'thread')]/li"))
            [following] = listed.all("//a[@rel='next']/@href") or [""]
        assert rows == count, address


def test_what_is_not_published_stands_without_its_text(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body="An insult to somebody")
    make.decision(comment, make.moderator(), "hide")
    place = comment.consultation
    home = f"/en/consultations/{place.slug}/summary/rows"
    listed = visitor.sign_in(make.official(place)).get(f"{home}?state=hidden")
    assert "Insult or hatred" in listed.text and "An insult to somebody" not in listed.text
    assert visitor.another().sign_in(make.account()).get(home).status == 403


@pytest.mark.parametrize(
    "asked",
    ["state=gone", "kind=maybe", "channel=fax", "question=yes", "answered=2", "amendment=%00"],
)
def test_a_word_that_nothing_is_counted_by_is_not_found(
    make: Make, visitor: Visitor, asked: str
) -> None:
    place = make.amendment().consultation
    home = f"/en/consultations/{place.slug}/summary/rows"
    assert visitor.sign_in(make.official(place)).get(f"{home}?{asked}").status == 404


def test_pages_of_rows_follow_each_other(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make.comment()
    numbers = [first.id, *(make.comment(first.amendment).id for _ in range(4))]
    monkeypatch.setattr(behind, "PER_PAGE", 2)
    found, after = [], None
    with make.app.app_context():
        for _ in range(3):
            page = behind.rows_behind(first.consultation_id, Wanted(), after)
            found += [row.id for row in page.items]
            after = page.after
        db.session.close()
    assert found == numbers[::-1] and after is None
