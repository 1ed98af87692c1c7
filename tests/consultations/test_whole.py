"""The draft as a whole: a page without wording, diff and vote, on which people comment."""

import pytest

from consult.consultations import arrangement
from consult.consultations.checklist import checklist
from consult.consultations.contents import contents
from consult.consultations.queries import (
    amendments_of,
    consultation_by_id,
    the_amendment,
    the_consultation,
)
from consult.consultations.reading import whole_draft
from consult.consultations.whole import NUMBER_OF_WHOLE, make_whole, whole_of
from consult.core.errors import Conflict
from consult.imports.actions import import_table
from consult.imports.table import read_table
from tests.conftest import empty
from tests.imports.files import csv_bytes


@pytest.fixture
def app(sqlite_app):
    """One database is enough: no statement here differs between them."""
    empty(sqlite_app)
    return sqlite_app


@pytest.fixture
def home(make):
    """A published consultation with one amendment, and the place for the whole draft."""
    place = make.consultation(languages=("en", "ru"))
    make.amendment(place, number="5")
    make.do(lambda: make_whole(consultation_by_id(place.id)))
    return place


def address(home, rest=""):
    return f"/en/consultations/{home.slug}/amendments/{NUMBER_OF_WHOLE}{rest}"


def test_it_is_made_once_and_stands_first_in_the_contents(make, home):
    again = make.do(lambda: make_whole(consultation_by_id(home.id)).id)
    assert again == make.read(lambda: whole_of(home.id).id)
    [chapter] = make.read(lambda: contents(consultation_by_id(home.id), "ru"))
    assert [one.number for one in chapter.entries] == ["0", "5"]
    assert chapter.entries[0].language == "ru"


def test_its_page_takes_comments_and_shows_neither_wording_nor_ballot(make, visitor, home):
    page = visitor.sign_in(make.account()).get(address(home))
    assert page.status == 200
    assert page.h1 == "The draft as a whole"
    assert not page.all("//*[@id='vote']") and not page.all("//*[@id='changes']")
    assert not page.all("//*[@id='history']")
    sent = page.submit("/comments", stance="for", body="The whole of it is good.")
    assert "The whole of it is good." in sent.follow().text
    assert "The whole of it is good." in visitor.another().get(address(home)).text
    assert visitor.another().get(address(home)).status == 200


def test_no_vote_is_taken_on_it(make, visitor, home):
    visitor.sign_in(make.account())
    page = visitor.get(f"/en/consultations/{home.slug}/amendments/5")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    for rest in ("/vote", "/vote/withdraw"):
        sent = visitor.post(
            address(home, rest), data={"csrf_token": token, "choice": "support", "revision": "1"}
        )
        assert sent.status == 404, rest


def test_its_neighbour_leads_to_it_and_it_leads_on(visitor, home):
    page = visitor.get(f"/en/consultations/{home.slug}/amendments/5")
    assert page.all("//a[@rel='prev']/@href")[0].endswith("/amendments/0")
    assert visitor.get(address(home)).all("//a[@rel='next']/@href")[0].endswith("/amendments/5")


@pytest.mark.parametrize("rest", ["/print", "/sheet", "/related", "/edit"])
def test_what_speaks_of_a_wording_is_not_there(make, visitor, home, rest):
    visitor.sign_in(make.official(home))
    assert visitor.get(address(home, rest)).status == 404


def test_the_whole_draft_in_print_leaves_it_out(make, home):
    parts = make.read(lambda: whole_draft(consultation_by_id(home.id), "en"))
    assert [one.number for part in parts for one in part.provisions] == ["5"]


def test_it_is_no_amendment_to_the_checklist_and_keeps_its_place(make, home):
    found = make.read(lambda: checklist(consultation_by_id(home.id)))
    assert found.amendments == 1
    assert not [one for one in found.notes + found.faults if "0" in str(one).split()]
    make.do(lambda: arrangement.change_chapters(consultation_by_id(home.id), {}))
    assert make.read(lambda: whole_of(home.id).position) == 0


def test_an_official_makes_it_by_a_button(make, visitor):
    place = make.consultation()
    visitor.sign_in(make.official(place))
    there = f"/en/consultations/{place.slug}/amendments"
    page = visitor.get(there).submit("/amendments/whole").follow()
    assert page.status == 200
    assert page.all(f"//a[@href='{there}/0']")
    assert visitor.another().sign_in(make.account()).post(f"{there}/whole").status in {400, 403}


def test_the_preamble_of_a_law_keeps_the_number_0(make):
    place = make.consultation()
    make.amendment(place, number="0")
    make.do(lambda: make_whole(consultation_by_id(place.id)))
    assert make.read(lambda: whole_of(place.id).number) == "00"


def test_where_both_its_numbers_are_taken_it_is_refused(make):
    place = make.consultation()
    for number in ("0", "00"):
        make.amendment(place, number=number)
    with pytest.raises(Conflict):
        make.do(lambda: make_whole(consultation_by_id(place.id)))


def test_a_table_does_not_write_over_it(make):
    rows = [("Number", "Current wording", "Proposed wording"), ("1", "One.", "Two.")]

    def bring(*more):
        table = read_table(csv_bytes([*rows, *more]), "t.csv", language="en")
        return import_table(table, slug="law", title="A law", language="en")

    make.do(lambda: make_whole(bring().consultation))
    make.do(lambda: bring(("0", "Old.", "New.")))
    numbers = make.read(lambda: [one.number for one in amendments_of(the_consultation("law"))])
    assert numbers[0] == "00" and set(numbers) == {"00", "0", "1"}


def test_an_amendment_with_submissions_is_not_removed_from_a_draft(make, home):
    amendment = make.amendment(home, number="7")
    make.comment(amendment)

    def remove():
        found = the_amendment(home.slug, "7")
        found.consultation.state = "draft"
        arrangement.remove_amendment(found)

    with pytest.raises(Conflict):
        make.do(remove)
