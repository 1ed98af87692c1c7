"""Files about one amendment only: they hold nothing of another one, and say so."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment
from consult.ledger.models import LedgerEvent
from consult.summaries.actions import write_files
from consult.summaries.formats import FILES
from consult.summaries.summary import Preset
from tests.make import Make
from tests.pages import Page, Visitor
from tests.summaries.reading import docx_lines, words_of_pdf

OTHER = "Elsewhere they speak of bridges."
ADDRESS = "/en/consultations/reform/amendments/1/"


@pytest.fixture
def one(make: Make) -> Amendment:
    """An amendment with a comment, beside another one with a comment of its own."""
    place = make.consultation(slug="reform")
    first, second = make.amendment(place, number="1"), make.amendment(place, number="2")
    make.comment(first, body="One chamber is enough.")
    make.comment(second, body=OTHER)
    return first


@pytest.fixture
def page(make: Make, visitor: Visitor, one: Amendment) -> Page:
    """The summary of the amendment, as an official sees it."""
    official: Account = make.official(one.consultation)
    return visitor.sign_in(official).get(f"{ADDRESS}summary")


def written(make: Make, one: Amendment, name: str) -> bytes:
    out = io.BytesIO()

    def write() -> None:
        only = the_amendment("reform", one.number)
        made: dict[Any, Any] = {FILES[name]: out}
        write_files(only.consultation, made, "en", only=only, preset=Preset.ARCHIVE)

    make.do(write)
    return out.getvalue()


def text_of(name: str, data: bytes) -> str:
    """Return all that a file says."""
    if name.endswith(".docx"):
        return "\n".join(docx_lines(data))
    if name.endswith(".pdf"):
        return words_of_pdf(data).replace("\n", " ")
    if name.endswith(".xlsx"):
        rows = (row for sheet in load_workbook(io.BytesIO(data)) for row in sheet.values)
        return "\n".join(str(cell) for row in rows for cell in row)
    return data.decode()


def test_every_file_speaks_of_one_amendment_and_says_so(make: Make, one: Amendment) -> None:
    package = zipfile.ZipFile(io.BytesIO(written(make, one, "everything.zip")))
    manifest = json.loads(package.read("manifest.json"))
    assert manifest["filters"] == {"amendment": "1"} and list(manifest["revisions"]) == ["1"]
    names = {file["name"]: file["rows"] for file in manifest["files"]}
    assert names.keys() == {*FILES, "revisions.csv"} - {"everything.zip"}
    for name, rows in names.items():
        said = text_of(name, package.read(name))
        assert OTHER not in said and "/amendments/2" not in said, name
        assert ("One chamber is enough." in said) == (name in {
            "comments.csv", "summary.json", "summary.xlsx", 
            "comparative-table.xlsx",
        }), name  # fmt: skip
        if rows:
            marks = "Amendment 1 only", '"filters":{"amendment":"1"}'
            assert any(mark in said for mark in marks), name


def test_an_official_asks_for_one_amendment_on_its_summary(make: Make, page: Page) -> None:
    asked = page.submit(f"{ADDRESS}exports", file="comments.csv")
    assert asked.response.headers["Content-Disposition"].endswith("=reform-1-comments.csv")
    assert "One chamber" in asked.text and OTHER not in asked.text
    noted = select(LedgerEvent.data).where(LedgerEvent.kind == "SUMMARY_EXPORTED")
    assert make.scalar(noted)["amendment"] == "1"


def test_a_wrong_wish_about_one_amendment_is_said_on_its_page(page: Page) -> None:
    asked = page.submit(f"{ADDRESS}exports", file="comments.exe")
    assert asked.status == 422 and asked.h1 == "Summary of amendment 1"


def test_a_large_file_about_one_amendment_is_made_by_the_worker(make: Make, page: Page) -> None:
    listed = page.submit(f"{ADDRESS}exports", file="report.pdf").follow()
    assert "Amendment 1 only" in listed.text
    make.run_jobs()
    assert "reform-1-report.pdf" in listed.visitor.get(listed.url).text


def test_the_command_writes_one_amendment_or_says_that_there_is_none(
    make: Make, one: Amendment, tmp_path: Path
) -> None:
    runner = make.app.test_cli_runner()
    words = ["summaries", "export", "reform", "--format", "json", "--lang", "en", "--out"]
    path = tmp_path / "one.json"
    assert runner.invoke(args=[*words, str(path), "--amendment", "1"]).exit_code == 0
    assert [row["number"] for row in json.loads(path.read_text())["amendments"]] == ["1"]
    wrong = runner.invoke(args=[*words, str(tmp_path / "no.json"), "--amendment", "9"])
    assert wrong.exit_code == 1 and "There is no amendment 9 of reform." in wrong.output
    assert not (tmp_path / "no.json").exists()
