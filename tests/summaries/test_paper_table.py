"""The comparative table on paper: what waits is gathered, and page and DOCX say the same."""

from typing import Any

from consult.comments.rules import Stance, State
from consult.summaries.comparative import Kind
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import add_comment
from tests.summaries.reading import docx_tables
from tests.summaries.test_comparative_table import files_of, hostile_consultation, rows_of


def test_on_paper_single_comments_that_wait_are_one_row_with_their_people(make: Make) -> None:
    unit, one, other = make.amendment(), make.account(), make.account()
    for author, stance in ((one, Stance.FOR), (one, Stance.AGAINST), (other, Stance.FOR)):
        add_comment(make, unit, author, stance=stance)
    add_comment(make, unit, one, suggestion="delete", clause="1")
    add_comment(make, unit, one, campaign_id=7)
    add_comment(make, unit, one, state=State.HIDDEN)
    said = {"answer": {"disposition": "noted", "reasons": ""}, "answered_at": unit.created_at}
    add_comment(make, unit, other, **said)
    place = unit.consultation
    assert len(rows_of(make, place)) == 7
    kinds = [Kind.SUGGESTION, Kind.COMMENT, Kind.COMMENT, Kind.WAITING]
    *_, waiting = rows = rows_of(make, place, paper=True)
    assert [row.kind for row in rows] == kinds
    assert [bool(row.proposed) for row in rows] == [True, False, False, False]
    assert waiting.said and (waiting.said.people.people, waiting.said.people.texts) == (2, 3)
    assert waiting.said.people.stances == {Stance.FOR: 2, Stance.AGAINST: 1, Stance.NEUTRAL: 0}
    with make.app.test_request_context("/en/"):
        assert waiting.name == "3 comments wait for an answer"


def test_the_page_for_paper_says_the_same(lite: Make) -> None:
    place = hostile_consultation(lite)
    visitor = Visitor(lite.app).sign_in(lite.official(place))
    page = visitor.get(f"/en/consultations/{place.slug}/summary")
    (address,) = page.all("//a[contains(., 'for paper')]/@href")
    page = visitor.get(address)
    (table,) = docx_tables(files_of(lite, place, "en")["table-docx"])
    shown = [[_words_of(cell) for cell in line.xpath("th|td")] for line in page.all("//table//tr")]
    assert [[text.split() for text in line] for line in shown] == [
        [text.split() for text in line] for line in table
    ]
    assert "this is no poll" in page.text


def _words_of(cell: Any) -> str:
    return "\n".join(one.text_content() for one in cell.xpath("p")) or cell.text_content()


def test_a_citizen_does_not_get_the_table(make: Make, visitor: Visitor) -> None:
    place = make.amendment().consultation
    visitor.sign_in(make.account())
    assert visitor.get(f"/en/consultations/{place.slug}/summary/table").status == 403
