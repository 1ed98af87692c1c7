"""The upload page: faults by row, a preview, one confirmation, and nobody else's business."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from consult.accounts.models import RoleGrant
from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.rules import State
from consult.core import clock
from consult.core.db import db
from consult.imports.models import ImportDraft
from consult.imports.table import read_table
from consult.imports.views import tables
from tests.imports.files import csv_bytes, docx_bytes, xlsx_bytes

EN = ("Article", "Title", "Current wording", "Proposed wording")
ROWS = [
    EN,
    ("Chapter I. Parliament", "", "", ""),
    ("Article 50", "One chamber", "Two chambers.", "One chamber."),
    ("Article 53", "Powers", "", "The Kurultai makes laws."),
]
FAULTY = [
    EN,
    ("Article 1", "A", "a", "b"),
    ("Article 1", "B", "", ""),
    ("Article 1", "C", "a", "c"),
]


@pytest.fixture
def official(make, visitor):
    """An official for all consultations, signed in."""
    return visitor.sign_in(make.official())


def upload(visitor, data=None, name="table.csv", **fields):
    fields = {"slug": "reform", **fields}
    data = csv_bytes(ROWS) if data is None else data
    page = visitor.get("/en/import")
    return page.submit("/import", file=(io.BytesIO(data), name), **fields)


def confirm(page):
    return page.submit(page.url)


def test_a_table_is_previewed_and_becomes_a_draft(make, official):
    page = upload(official, title="The reform")
    assert page.status == 303
    page = page.follow()
    assert (page.status, page.h1) == (200, "Preview of the import")
    for words in ("A new draft “reform”", "Chapter I. Parliament", "One chamber", "New provision"):
        assert words in page.text
    assert "".join(page.all("//details//ins/text()")) == "One chamberThe Kurultai makes laws."
    assert make.scalar(select(func.count()).select_from(Consultation)) == 0
    answer = confirm(page)
    assert (answer.status, answer.location) == (303, "/en/consultations/reform/settings")
    assert "Amendments added: 2, changed: 0" in answer.follow().text
    home = make.scalar(select(Consultation))
    assert (home.slug, home.state) == ("reform", State.DRAFT)
    assert make.scalar(select(func.count()).select_from(ImportDraft)) == 0


def test_every_fault_is_shown_by_its_row_and_what_was_typed_stays(make, official):
    page = upload(official, csv_bytes(FAULTY), title="The <reform>", language="ru")
    assert page.status == 422
    assert page.all("//title")[0].text.startswith("Error:")
    assert "Row 3" in page.text and "Row 4" in page.text
    assert "2 faults" in page.text
    assert page.all("//input[@name='slug']/@value") == ["reform"]
    assert page.all("//input[@name='title']/@value") == ["The <reform>"]
    assert page.all("//option[@selected]/@value") == ["ru"]
    assert make.scalar(select(func.count()).select_from(ImportDraft)) == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slug": ""}, "Give the consultation a short name"),
        ({"slug": "Реформа"}, "small Latin letters"),
        ({"slug": "../x"}, "small Latin letters"),
        ({"title": "x" * 301}, "300 characters"),
        ({"language": "de"}, "Choose a language"),
    ],
)
def test_a_wrong_field_says_so_beside_it(official, fields, words):
    page = upload(official, **fields)
    assert page.status == 422
    assert words in page.all("//*[@class='field-error']")[0].text


def test_a_form_without_a_file_says_so(official):
    page = official.get("/en/import").submit("/import", slug="reform")
    assert page.status == 422
    assert "Choose a file" in page.text


def test_a_second_language_extends_the_draft(make, official):
    confirm(upload(official).follow())
    rows = [("Структурный элемент", "Действующая редакция", "Предлагаемая редакция")]
    rows += [("Статья 50", "Две палаты.", "Одна палата."), ("Статья 60", "", "Новая норма.")]
    page = upload(official, docx_bytes(rows), "table.docx").follow()
    assert "The draft “reform” will be extended" in page.text
    assert "53. They stay as they are." in page.text
    assert "Amendments added: 1, changed: 1" in confirm(page).follow().text
    languages = make.all(
        select(Amendment.number, Wording.language)
        .join(Wording, Wording.amendment_id == Amendment.id)
        .order_by(Amendment.position, Wording.language)
    )
    assert [tuple(row) for row in languages] == [
        ("50", "en"),
        ("50", "ru"),
        ("60", "ru"),
        ("53", "en"),
    ]


def test_visitors_and_citizens_and_moderators_cannot_import(make, visitor):
    assert visitor.get("/en/import").status == 303
    assert visitor.another().sign_in(make.account()).get("/en/import").status == 403
    assert visitor.another().sign_in(make.moderator()).get("/en/import").status == 403


def test_nobody_else_sees_or_confirms_an_upload(make, official):
    page = upload(official).follow()
    other = official.another().sign_in(make.official())
    assert other.get(page.url).status == 404
    token = other.get("/en/import").all("//input[@name='csrf_token']/@value")[0]
    assert other.post(page.url, data={"csrf_token": token, "extends": ""}).status == 404
    assert make.scalar(select(func.count()).select_from(Consultation)) == 0


@pytest.mark.parametrize("key", ["x", "A" * 32, "%00", "..%2f..", "'--", "x" * 500])
def test_a_wrong_key_is_no_page(official, key):
    assert official.get(f"/en/import/{key}").status == 404


def test_a_used_upload_is_gone(make, official):
    page = upload(official).follow()
    assert confirm(page).status == 303
    assert confirm(page).status == 404
    assert official.get(page.url).status == 404
    assert make.scalar(select(func.count()).select_from(Amendment)) == 2


def test_a_confirmation_without_a_token_is_refused(make, official):
    page = upload(official).follow()
    assert official.post(page.url, data={"extends": ""}).status == 400
    assert make.scalar(select(func.count()).select_from(Consultation)) == 0


def test_an_official_of_one_consultation_extends_it_and_makes_no_other(make, visitor):
    home = make.consultation(slug="mine", state=State.DRAFT)
    make.consultation(slug="other", state=State.DRAFT)
    visitor.sign_in(make.official(home))
    for slug in ("new-one", "other"):
        page = upload(visitor, slug=slug)
        assert page.status == 403
        assert "responsible for all consultations" in page.text
    page = upload(visitor, slug="mine").follow()
    assert confirm(page).status == 303


def test_a_right_lost_after_the_upload_is_asked_again(make, official):
    page = upload(official).follow()
    here = RoleGrant.consultation_id
    place = make.consultation(slug="mine")
    make.do(lambda: db.session.execute(update(RoleGrant).values({here: place.id})))
    assert confirm(page).status == 403
    assert make.scalar(select(func.count()).select_from(Amendment)) == 0
    assert make.scalar(select(func.count()).select_from(ImportDraft)) == 1


def test_a_published_consultation_is_not_extended(make, official):
    make.consultation(slug="reform")
    page = upload(official)
    assert page.status == 409
    assert "is published" in page.text


def test_a_preview_that_no_longer_holds_is_not_confirmed(make, official):
    page = upload(official).follow()
    make.consultation(slug="reform", state=State.DRAFT)
    assert confirm(page).status == 409
    assert make.scalar(select(func.count()).select_from(Amendment)) == 0
    again = official.get(page.url)
    assert "will be extended" in again.text
    assert confirm(again).status == 303


def test_an_upload_is_forgotten_after_a_day(make, official, monkeypatch):
    page = upload(official).follow()
    assert official.get(page.url).status == 200
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    make.run_jobs()
    assert make.scalar(select(func.count()).select_from(ImportDraft)) == 0
    assert official.get(page.url).status == 404


def test_reading_a_file_keeps_no_transaction_open(official, monkeypatch):
    held = []

    def watched(data, name, **options):
        held.append(db.session().in_transaction())
        return read_table(data, name, **options)

    monkeypatch.setattr(tables, "read_table", watched)
    assert upload(official).status == 303
    assert held == [False]


def test_a_long_table_is_shown_in_parts(official):
    rows = [EN, *((f"Article {n}", f"Title {n}", "a", f"b {n}") for n in range(1, 131))]
    page = upload(official, csv_bytes(rows)).follow()
    assert len(page.all("//details")) == 100
    page = official.get(page.all("//a[@rel='next']/@href")[0])
    assert len(page.all("//details")) == 30
    assert "Title 130" in page.text
    for start in ("-5", "999999", "x", "9" * 40):
        assert official.get(f"{page.url}?start={start}").status == 200


def test_html_and_formulas_in_cells_are_text(make, official):
    evil = "<script>alert(1)</script>"
    cell = '=HYPERLINK("http://x","y") <img src=x onerror=alert(1)>'
    rows = [
        EN,
        (f"Chapter {evil}", "", "", ""),
        (f"Article 1 {evil}", evil, cell, f"{cell} {evil}"),
    ]
    page = upload(official, csv_bytes(rows), f"{evil}.csv", title=evil).follow()
    assert page.status == 200
    assert evil in page.text and not page.all("//main//script|//main//img")
    assert confirm(page).status == 303
    for address in ("", "/amendments/1", "/settings"):
        page = official.get(f"/en/consultations/reform{address}")
        assert page.status == 200
        assert not page.all("//main//script|//main//img")
    wording = make.scalar(select(Wording))
    assert wording.current == cell


def test_warnings_are_said_in_the_readers_language_and_once(official):
    rows = [("No", *EN[2:]), ("1", "—", "New."), ("2", "a", "b")]
    page = upload(official, csv_bytes(rows)).follow()
    assert "2 rows name no article" in page.text
    assert "Row 2" in page.text


def test_an_excel_workbook_is_imported_too(official):
    page = upload(official, xlsx_bytes(ROWS), "table.xlsx").follow()
    assert confirm(page).status == 303


LAW = "# The law\n\n## Chapter I\n\n### Article 1\n\nTwo chambers.\n"


def test_a_text_is_compared_with_the_text_in_force_on_the_page(make, official):
    new = LAW.replace("Two chambers", "One chamber")
    against = (io.BytesIO(LAW.encode()), "old.md")
    page = upload(official, new.encode(), "new.md", against=against)
    assert page.status == 303
    page = page.follow()
    assert (page.status, "The law" in page.text) == (200, True)
    assert "".join(page.all("//details//ins/text()")) == "One chamber"
    assert confirm(page).status == 303
    wording = make.scalar(select(Wording))
    assert (wording.current, wording.proposed) == ("Two chambers.", "One chamber.")


def test_faults_of_a_text_are_shown_by_their_lines(official):
    page = upload(official, (LAW + LAW).encode(), "law.md")
    assert page.status == 422
    assert "Line 12" in page.text and "Row 12" not in page.text


def test_a_bill_in_another_language_asks_for_one_on_the_page(official):
    bill = (
        b"<akomaNtoso><bill><meta><FRBRlanguage language='ita'/></meta><body><article>"
        b"<num>Art. 1</num><content><p>testo</p></content></article></body></bill></akomaNtoso>"
    )
    page = upload(official, bill, "bill.xml")
    assert page.status == 422
    assert "Choose the language" in page.text
    assert upload(official, bill, "bill.xml", language="kk").status == 303
