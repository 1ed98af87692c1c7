"""The summary of one amendment: who reads it, what it shows, where its figures lead."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html
from sqlalchemy import update

from consult.analysis.models import OpinionMap
from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment
from consult.core.db import db
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import add_comment

HOSTILE = '</svg><script>alert(1)</script>"&\u202e=1+1'


def address(unit: Amendment) -> str:
    return f"/en/consultations/{unit.consultation.slug}/amendments/{unit.number}/summary"


@pytest.fixture
def unit(make: Make) -> Amendment:
    """Make an amendment with a comment of each kind and a map of groups."""
    made = make.amendment(title=HOSTILE)
    author = make.account()
    numbers = [
        add_comment(make, made, author, body=HOSTILE, agrees=4, strength=9, score=4),
        add_comment(make, made, author, stance=Stance.AGAINST, agrees=1, question=True),
        add_comment(make, made, author, suggestion="delete", clause="1", suggested=HOSTILE),
        add_comment(make, made, author, state=State.HIDDEN, body="Nobody may read this."),
    ]
    votes = [[8, 1, 9], [1, 7, 9]]
    found = {
        "people": 30,
        "groups": [18, 12],
        "points": [[0.2, 0.3, 0, 18], [-0.4, 0.1, 1, 12]],
        "comments": [[number, 0.4, votes] for number in (numbers[0], numbers[3])],
        "typical": [[], []],
    }
    made_at = datetime(2026, 2, 1, tzinfo=UTC)
    make.do(lambda: db.session.add(OpinionMap(amendment_id=made.id, found=found, at=made_at)))
    return made


def test_it_quotes_what_is_published_and_nothing_else(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    page = visitor.sign_in(make.official(unit.consultation)).get(address(unit))
    assert page.status == 200 and "this is no poll" in page.text
    for head in ("Strongest for and against", "Suggestions", "Questions", "What divides them"):
        assert page.all(f"//h2[normalize-space()='{head}'] | //h3[normalize-space()='{head}']")
    assert "Nobody may read this." not in page.text
    raw = page.response.get_data(as_text=True)
    assert "<script>alert" not in raw and "style=" not in raw
    assert len(page.all("//svg")) >= 3


def test_its_figures_lead_to_the_rows_behind_them(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    page = visitor.sign_in(make.moderator(unit.consultation)).get(address(unit))
    links = page.all("//table[caption/@id='counted-table']//td/a/@href")
    assert links == [
        f"{address(unit).removesuffix('/summary')}?stance={stance}#comments"
        for stance in ("for", "against")
    ]
    listed = visitor.get(links[1].partition("#")[0])
    assert len(listed.all("//ol[contains(@class, 'thread')]/li")) == 1
    quoted = page.all("//div[@class='quoted']//a/@href")
    assert visitor.get(quoted[0]).status == 200


def test_only_the_staff_of_the_consultation_reads_it(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    assert visitor.get(address(unit)).status == 303
    assert visitor.sign_in(make.account()).get(address(unit)).status == 403
    other = visitor.another().sign_in(make.official(make.consultation()))
    assert other.get(address(unit)).status == 403


def test_the_page_of_the_amendment_leads_there_whoever_may_read_it(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    home, place = address(unit).removesuffix("/summary"), unit.consultation
    for reader in (make.official(place), make.moderator(place)):
        page = visitor.another().sign_in(reader).get(home)
        assert page.all("//nav[@class='where']/a[normalize-space()='Summary']/@href") == [
            address(unit)
        ]
    for nobody in (visitor, visitor.another().sign_in(make.official(make.consultation()))):
        assert not nobody.get(home).all(f"//a[@href='{address(unit)}']")


def test_a_question_is_counted_on_both_pages(make: Make, visitor: Visitor, unit: Amendment) -> None:
    visitor.sign_in(make.official(unit.consultation))
    whole = visitor.get(f"/en/consultations/{unit.consultation.slug}/summary")
    cells = whole.all("//table[caption/@id='asked-table']/tbody/tr/td")
    assert [cell.text_content() for cell in cells[:2]] == ["1", "1"]
    make.do(lambda: db.session.execute(update(Comment).values(question=False)))
    assert not visitor.get(address(unit)).all("//h2[@id='questions']")


def test_the_consultation_names_the_amendments_with_groups_in_one_statement(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    make.amendment(unit.consultation)
    visitor.sign_in(make.official(unit.consultation))
    with make.counted() as statements:
        whole = visitor.get(f"/en/consultations/{unit.consultation.slug}/summary")
    assert sum("opinion_maps" in one for one in statements) == 1
    [section] = whole.all("//section[@aria-labelledby='opinions']")
    assert section.xpath(".//h3/a/@href") == [f"{address(unit)}#opinions"]
    said = " ".join(section.text_content().split())
    assert "2 groups" in said and "People: 30" in said and "Group 1: 81.8% agree" in said
    assert [head.text for head in section.xpath(".//h4")] == ["What divides them"]
    assert "Nobody may read this." not in whole.text


def test_an_amendment_without_votes_and_comments_has_a_summary(
    make: Make, visitor: Visitor
) -> None:
    empty = make.amendment()
    page = visitor.sign_in(make.official(empty.consultation)).get(address(empty))
    assert page.status == 200 and "Nobody has voted or commented yet." in page.text


def test_every_chart_of_a_page_is_well_formed_and_has_ids_of_its_own(
    make: Make, visitor: Visitor, unit: Amendment
) -> None:
    page = visitor.sign_in(make.official(unit.consultation)).get(address(unit))
    charts: list[Any] = page.all("//svg[@class='chart']")
    ids = [one for chart in charts for one in chart.xpath(".//@id")]
    assert len(charts) >= 3 and len(set(ids)) == len(ids)
    assert all(html.tostring(chart).count(b"<svg") == 1 for chart in charts)
