"""The summary page and its downloads: who may, what they get, what it costs others."""

from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.consultations.rules import State
from consult.core.db import db, snapshot, transaction
from consult.ledger.models import LedgerEvent
from consult.summaries.actions import export
from consult.summaries.formats import FILES, File
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import add_comment, random_consultation


@pytest.fixture
def place(make: Make) -> Consultation:
    found: Consultation = random_consultation(make, 20)
    return found


def address(place: Consultation) -> str:
    return f"/en/consultations/{place.slug}/summary"


def exports(make: Make) -> int:
    counted = select(func.count()).where(LedgerEvent.kind == "SUMMARY_EXPORTED")
    return int(make.scalar(counted))


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if not file.slow])
def test_an_official_downloads_every_file(
    make: Make, visitor: Visitor, place: Consultation, name: str
) -> None:
    page = visitor.sign_in(make.official(place)).get(address(place))
    answer = page.submit("/exports", file=name)
    assert answer.status == 200 and exports(make) == 1
    headers = answer.response.headers
    assert headers["Content-Disposition"] == f"attachment; filename={place.slug}-{name}"
    assert headers["Cache-Control"] == "private, no-store"
    assert answer.response.mimetype == FILES[name].mimetype
    assert len(answer.response.data) > 50


def test_a_moderator_reads_the_summary_but_cannot_download(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    page = visitor.sign_in(make.moderator(place)).get(address(place))
    assert page.status == 200 and not page.forms("/exports")
    token = page.tree.xpath("string(//input[@name='csrf_token']/@value)")
    url = address(place).replace("/summary", "/exports")
    assert visitor.post(url, data={"csrf_token": token, "file": "summary.xlsx"}).status == 403
    assert visitor.get(url).status == 403
    assert exports(make) == 0


def test_a_citizen_and_an_official_of_another_consultation_see_nothing(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    assert visitor.sign_in(make.account()).get(address(place)).status == 403
    other = visitor.another().sign_in(make.official(make.consultation()))
    assert other.get(address(place)).status == 403
    assert visitor.another().get(address(place)).status == 303


def test_the_summary_of_a_draft_is_unknown_to_strangers(make: Make, visitor: Visitor) -> None:
    draft = make.consultation(state=State.DRAFT)
    assert visitor.sign_in(make.account()).get(address(draft)).status == 404


def test_asking_without_a_token_or_for_an_unknown_file_is_refused(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    visitor.sign_in(make.official(place))
    exports_of = address(place).replace("/summary", "/exports")
    assert visitor.post(exports_of, data={"file": "summary.xlsx"}).status == 400
    page = visitor.get(address(place))
    assert page.submit("/exports", file="all.exe").status == 422
    assert exports(make) == 0


def test_a_download_speaks_the_language_of_its_page(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    page = visitor.sign_in(make.official(place)).get(address(place).replace("/en/", "/ru/"))
    answer = page.submit("/exports", file="summary.json")
    assert answer.response.json["language"] == "ru"
    assert answer.response.json["consultation"]["title"].endswith("(ru)")


def test_a_consultation_without_amendments_has_a_summary(make: Make, visitor: Visitor) -> None:
    empty = make.consultation()
    page = visitor.sign_in(make.official(empty)).get(address(empty))
    assert "There are no amendments yet." in page.text
    book = load_workbook(BytesIO(page.submit("/exports", file="summary.xlsx").response.data))
    assert len(book.sheetnames) == 4


def test_texts_on_the_page_are_escaped(make: Make, visitor: Visitor) -> None:
    unit = make.amendment(title="<script>alert(1)</script>")
    page = visitor.sign_in(make.official()).get(address(unit.consultation))
    assert "<script>alert" not in page.response.get_data(as_text=True)


def test_the_page_takes_few_statements(make: Make, visitor: Visitor, place: Consultation) -> None:
    visitor.sign_in(make.official(place))
    with make.counted() as statements:
        visitor.get(address(place))
    assert len(statements) <= 20


def test_others_write_while_a_summary_is_read_and_it_sees_one_moment(
    app: Flask, make: Make
) -> None:
    unit = make.amendment()
    author = make.account()
    query = select(func.count()).select_from(Account)

    def read() -> list[Any]:
        the_consultation(unit.consultation.slug)  # as the door does: it takes the write lock
        with snapshot():
            before = db.session.scalar(query)
            _elsewhere(lambda: add_comment(make, unit, author))
            _elsewhere(make.account)
            return [before, db.session.scalar(query)]

    with app.app_context(), transaction(write=True):
        first, second = read()
    assert first == second
    assert make.scalar(query) == first + 1


def test_an_export_holds_up_nobody(make: Make) -> None:
    unit = make.amendment()
    author = make.account()

    def slowly(_summary: Any, _rows: Any, _out: Any) -> int:
        _elsewhere(lambda: add_comment(make, unit, author))
        return 0

    wanted = {File("slow.csv", "text/csv", slowly): BytesIO()}
    make.do(lambda: export(the_consultation(unit.consultation.slug), wanted, "en"))
    assert exports(make) == 1


def _elsewhere(work: Any) -> None:
    """Do something in another thread, which has a session of its own, and wait for it."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "the writer waits for the reader"


def test_a_large_file_is_made_by_the_worker_shown_on_its_way_and_taken(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    page = visitor.sign_in(make.official(place)).get(address(place))
    asked = page.submit("/exports", file="everything.zip", purpose="archive")
    assert asked.status == 303
    waiting = asked.follow()
    assert waiting.response.headers["Refresh"] == "3"
    assert "Waiting" in waiting.text and waiting.all("//progress")
    assert visitor.get(f"{waiting.url}/1").status == 404
    make.run_jobs()
    ready = visitor.get(waiting.url)
    assert "Refresh" not in ready.response.headers and "Ready" in ready.text
    [link] = ready.all("//a[contains(@href, '/exports/')]/@href")
    taken = visitor.get(link)
    assert taken.response.mimetype == "application/zip" and taken.response.data[:2] == b"PK"
    assert taken.response.headers["Cache-Control"] == "private, no-store"
    stranger = visitor.another().sign_in(make.official(make.consultation()))
    assert stranger.get(link).status == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [("file", "x"), ("preset", "all"), ("language", "de"), ("purpose", "because")],
)
def test_a_wrong_wish_is_said_beside_its_field(
    make: Make, visitor: Visitor, place: Consultation, field: str, value: str
) -> None:
    page = visitor.sign_in(make.official(place)).get(address(place))
    refused = page.submit("/exports", **{field: value})
    assert refused.status == 422 and refused.all(f"//p[@id='{field}-error']")
