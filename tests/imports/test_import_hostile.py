"""Hostile files through the page: a sentence, nothing half-written, no failure of ours."""

import io
import zipfile
from threading import Event

import pytest
from sqlalchemy import func, select

from consult.consultations.models import Amendment, Consultation
from consult.core.jobs import Job
from consult.imports import actions
from consult.imports.models import ImportDraft
from tests.imports.files import csv_bytes, docx_bytes, repacked, xlsx_bytes
from tests.imports.test_import_page import EN, ROWS, confirm, upload
from tests.together import at_once

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 300_000_000)
    return out.getvalue()


FILES = {
    "0 bytes": lambda: (b"", "table.docx"),
    "not a zip": lambda: (b"hello", "table.docx"),
    "half a zip": lambda: (docx_bytes(ROWS)[:800], "table.docx"),
    "zip bomb": lambda: (bomb(), "table.docx"),
    "external entities": lambda: (
        repacked(docx_bytes(ROWS), {"word/document.xml": ENTITIES}),
        "table.docx",
    ),
    "no columns": lambda: (xlsx_bytes([["Name", "Age"], ["A", 3]]), "table.xlsx"),
    "headings only": lambda: (csv_bytes([EN]), "table.csv"),
    "too many rows": lambda: (
        csv_bytes([EN, *((str(n), "t", "a", "b") for n in range(1, 5_100))]),
        "table.csv",
    ),
    "too much text": lambda: (
        csv_bytes([EN, *((f"Article {n}", "t", "a" * 190_000, "") for n in range(1, 24))]),
        "table.csv",
    ),
    "PDF": lambda: (b"%PDF-1.7 x", "table.pdf"),
    "NUL in its name": lambda: (b"\0\0\0", "ta\0ble.csv"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_ends_in_a_sentence(make, visitor, kind):
    visitor.sign_in(make.official())
    page = upload(visitor, *FILES[kind]())
    assert page.status == 422
    assert page.all("//ul[@class='faults']/li")
    assert make.scalar(select(func.count()).select_from(ImportDraft)) == 0
    assert make.scalar(select(func.count()).select_from(Job)) == 0


def test_a_name_with_strange_signs_is_kept_safely(make, visitor):
    visitor.sign_in(make.official())
    page = upload(visitor, csv_bytes(ROWS), "а\u202e\x00\x0b" + "x" * 900 + ".csv")
    assert page.follow().status == 200


def test_a_file_above_the_limit_is_refused(make, visitor):
    visitor.sign_in(make.official())
    page = upload(visitor, b"x" * (11 * 1024 * 1024))
    assert page.status == 413


def test_two_confirmations_at_once_make_one_consultation(make, visitor):
    account = make.official()
    page = upload(visitor.sign_in(account)).follow()
    assert _confirmed([_same_page(page, account), _same_page(page, account)]) == [303, 404]
    assert make.scalar(select(func.count()).select_from(Consultation)) == 1
    assert make.scalar(select(func.count()).select_from(Amendment)) == 2


def test_two_uploads_for_one_short_name_make_one_consultation(make, visitor):
    account = make.official()
    pages = [upload(visitor.another().sign_in(account)).follow() for _ in range(2)]
    assert _confirmed(pages) == [303, 409]
    assert make.scalar(select(func.count()).select_from(Consultation)) == 1
    assert make.scalar(select(func.count()).select_from(Amendment)) == 2


def test_a_second_upload_never_extends_what_the_first_one_just_made(make, visitor, monkeypatch):
    account, first_is_done = make.official(), Event()
    pages = [upload(visitor.another().sign_in(account)).follow() for _ in range(2)]
    real, came = actions._import, []

    def second_comes_late(*given):
        came.append(given)
        if len(came) > 1:
            first_is_done.wait(5)
        return real(*given)

    def confirmed(page):
        status = confirm(page).status
        first_is_done.set()
        return status

    monkeypatch.setattr(actions, "_import", second_comes_late)
    found = at_once([lambda page=page: confirmed(page) for page in pages])
    assert sorted(found) == [303, 409] and len(came) == 1


def _same_page(page, account):
    return page.visitor.another().sign_in(account).get(page.url)


def _confirmed(pages):
    return sorted(at_once([lambda page=page: confirm(page).status for page in pages]))
