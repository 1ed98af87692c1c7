"""`flask summaries export` writes whole files or none, and says in one line what is wrong."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.ledger.models import LedgerEvent
from consult.summaries import formats
from consult.summaries.whole_files import whole_files
from tests.make import Make
from tests.summaries.busy import add_comment
from tests.summaries.reading import csv_rows

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["summaries", "export", *map(str, words)])


@pytest.fixture
def place(make: Make) -> Consultation:
    made = make.consultation(slug="reform")
    unit = make.amendment(made)
    author = make.account()
    for _ in range(3):
        add_comment(make, unit, author)
    return made


def events(make: Make) -> list[Any]:
    query = select(LedgerEvent).where(LedgerEvent.kind == "SUMMARY_EXPORTED")
    return [row[0] for row in make.all(query)]


def test_csv_puts_the_other_tables_beside_the_amendments(
    run: Run, place: Consultation, tmp_path: Path
) -> None:
    result = run("reform", "--format", "csv", "--out", tmp_path / "reform.csv", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        *(f"reform-{table}.csv" for table in ("arguments", "comments", "themes")),
        "reform.csv",
    ]
    assert len(csv_rows((tmp_path / "reform.csv").read_bytes(), "amendments")) == 1
    assert len(csv_rows((tmp_path / "reform-comments.csv").read_bytes(), "comments")) == 3
    assert "reform-comments.csv: comments, 3 rows." in result.output


def test_json_and_xlsx_write_one_file(run: Run, place: Consultation, tmp_path: Path) -> None:
    for form in ("json", "xlsx"):
        result = run("reform", "--format", form, "--out", tmp_path / f"a.{form}", "--lang", "ru")
        assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "a.json").read_text())["language"] == "ru"
    assert load_workbook(BytesIO((tmp_path / "a.xlsx").read_bytes())).sheetnames
    assert len(list(tmp_path.iterdir())) == 2


def test_the_ledger_says_what_was_exported_and_not_by_whom(
    run: Run, make: Make, place: Consultation, tmp_path: Path
) -> None:
    run("reform", "--format", "json", "--out", tmp_path / "a.json", "--lang", "kk")
    (event,) = events(make)
    assert event.data == {
        "format": "json", "files": ["summary"], "rows": 4, "preset": "public", "language": "kk",
    }  # fmt: skip
    assert event.consultation_id == place.id


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere", "--format", "csv", "--out", "{}/a.csv"], "There is no consultation nowhere."),
        (["reform", "--format", "doc", "--out", "{}/a.doc"], "There is no format doc; use csv"),
        (["reform", "--format", "csv", "--out", "{}/no/a.csv"], "There is no folder"),
        (["reform", "--format", "csv", "--out", "{}"], "is a folder; name a file."),
        (["reform", "--format", "csv", "--out", "{}/a.csv", "--lang", "de"], "no language de"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_no_file(
    run: Run, make: Make, place: Consultation, tmp_path: Path, words: list[str], message: str
) -> None:
    result = run(*(word.format(tmp_path) for word in words))
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert message in result.output
    assert list(tmp_path.iterdir()) == [] and events(make) == []


@pytest.mark.parametrize(
    "fault", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "Full")]
)
def test_an_interrupted_export_leaves_what_was_there(
    run: Run, make: Make, place: Consultation, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, fault: BaseException,
) -> None:  # fmt: skip
    def break_off(_summary: Any, _rows: Any, out: Any) -> int:
        out.write(b"half a file")
        raise fault

    out = tmp_path / "a.json"
    out.write_text("the export of yesterday")
    (file,) = formats.FORMATS["json"]
    broken = formats.File(file.name, file.mimetype, break_off)
    monkeypatch.setitem(formats.FORMATS, "json", [broken])
    assert run("reform", "--format", "json", "--out", out, "--lang", "en").exit_code == 1
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    assert out.read_text() == "the export of yesterday" and events(make) == []


def test_files_take_their_names_together(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    with whole_files(paths) as (first, second):
        first.write(b"1")
        second.write(b"2")
        assert not any(path.exists() for path in paths)
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
