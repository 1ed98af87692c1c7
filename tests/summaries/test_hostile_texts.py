"""What citizens write breaks no file, and comes back equal where the format can hold it."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update

from consult.accounts.models import Account
from consult.comments.rules import State
from consult.consultations.queries import the_consultation
from consult.core.db import db, snapshot
from consult.summaries.exporters import xlsx_file
from consult.summaries.exporters.cell_text import LONGEST_CELL, for_cell
from consult.summaries.queries import comment_rows, summary_of
from tests.make import Make
from tests.summaries.busy import add_comment
from tests.summaries.reading import (
    DATA,
    csv_rows,
    docx_lines,
    exported,
    json_rows,
    xlsx_rows,
)

HOSTILE = [
    '=HYPERLINK("http://example.org";"x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "|x",
    "＝1+1",
    "\u200b\u00a0\ufeff=1",
    "one;=1+1\ttwo\t@x",
    "'=already guarded",
    '"quoted", with ; and , and \\',
    "first line\n\nsecond line\n=third",
    "\u202eright to left\u202c \u200fאב",
    "👩‍👩‍👧‍👦 🇰🇿 \U00010348",
    "ә ғ қ ң ө ұ ү һ і Ё",
    "<r>rich</r>",
    "<r><t>&amp; <script>alert(1)</script></r>",
    "_x0041_ and _x000D_",
    "]]> <!-- & -->",
    "  blanks around  ",
    "=" * 300,
    "-5",
    "0123",
    "1e5",
    "TRUE",
    "2026-02-20",
    "https://example.org/" + "a" * 3000,
]
FORBIDDEN = ["a\x0bb", "a\x1bb", "a\ufffeb\uffff", "\x01\x08\x0c\x1f"]


def bodies(make: Make, app: Flask, texts: list[str]) -> dict[str, list[Any]]:
    """Export these texts as comments; return what each format holds of them."""
    unit = make.amendment()
    author = make.account()
    for text in texts:
        add_comment(make, unit, author, body=text)
    files = exported(make, unit.consultation)
    rows = {
        "csv": csv_rows(files["comments.csv"], "comments"),
        "json": json_rows(files["summary.json"], "comments"),
        "xlsx": xlsx_rows(files["summary.xlsx"], "comments", app),
    }
    return {name: [row["body"] for row in found] for name, found in rows.items()}


def test_every_hostile_text_comes_back_equal(app: Flask, make: Make) -> None:
    found = bodies(make, app, HOSTILE)
    assert found["csv"] == HOSTILE
    assert found["json"] == HOSTILE
    assert found["xlsx"] == HOSTILE


def test_what_xml_forbids_is_taken_out_of_every_file(app: Flask, make: Make) -> None:
    texts = ["ab", "ab", "ab", None]
    found = bodies(make, app, FORBIDDEN)
    assert found == {"csv": texts, "json": texts, "xlsx": texts}


@pytest.mark.parametrize("sign", ["ж", "🇰"])
def test_a_cell_that_is_too_long_is_cut_where_one_can_see_it(
    app: Flask, make: Make, sign: str
) -> None:
    text = sign * 40_000
    found = bodies(make, app, [text, "the next one"])
    assert found["csv"] == found["json"] == [text, "the next one"]
    cut, after = found["xlsx"]
    assert len(cut.encode("utf-16-le")) // 2 in (LONGEST_CELL - 1, LONGEST_CELL)
    assert cut.startswith(sign * 10_000) and "cut: a cell holds no more" in cut
    assert after == "the next one"


def test_a_text_that_just_fits_is_not_cut(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert for_cell("x" * LONGEST_CELL) == "x" * LONGEST_CELL
        assert for_cell("👍" * (LONGEST_CELL // 2)) == "👍" * (LONGEST_CELL // 2)


def test_a_name_that_is_a_formula_is_guarded_too(app: Flask, make: Make) -> None:
    unit = make.amendment(title="=1+1")
    author = make.account()
    make.do(lambda: db.session.execute(update(Account).values(pseudonym="@cmd")))
    add_comment(make, unit, author)
    files = exported(make, unit.consultation)
    assert "'@cmd" in files["comments.csv"].decode() and "'=1+1" in files["amendments.csv"].decode()
    book = load_workbook(BytesIO(files["summary.xlsx"]))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert all(not cell.hyperlink for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("state", [one for one in State if one != State.PUBLISHED])
def test_a_text_that_is_not_published_is_in_no_file(make: Make, state: State) -> None:
    unit = make.amendment()
    author = make.account(pseudonym="Unusual name", email="secret@example.org")
    add_comment(make, unit, author, body="Nobody may read this.", state=state, ground="insult")
    documents = ["comparative-table.docx", "comparative-table.xlsx", "report.docx"]
    files = exported(make, unit.consultation, names=[*DATA, *documents])
    (row,) = json_rows(files["summary.json"], "comments")
    assert (row["state"], row["ground"], row["body"]) == (state, "insult", None)
    withheld = state == State.WITHDRAWN
    assert row["author"] == (None if withheld else "Unusual name")
    for data in _contents(files):
        assert "Nobody may read this" not in data and "secret@example.org" not in data
        assert not withheld or "Unusual name" not in data


def _contents(files: dict[str, bytes]) -> list[str]:
    return [_content(name, data) for name, data in files.items()]


def _content(name: str, data: bytes) -> str:
    if name.endswith("docx"):
        return "\n".join(docx_lines(data))
    if name.endswith("xlsx"):
        book = load_workbook(BytesIO(data))
        return "\n".join(str(value) for sheet in book for row in sheet.values for value in row)
    return data.decode()


def test_comments_go_on_further_sheets_when_one_is_full(app: Flask, make: Make) -> None:
    unit = make.amendment()
    author = make.account()
    numbers = [add_comment(make, unit, author) for _ in range(7)]
    out = BytesIO()

    def work() -> int:
        with snapshot(), app.test_request_context("/en/"):
            found = summary_of(the_consultation(unit.consultation.slug), "en")
            return xlsx_file.write(found, comment_rows(found), out, most=3)

    assert make.do(work) == 1 + 7
    book = load_workbook(BytesIO(out.getvalue()))
    comments = ["Comments", "Comments 2", "Comments 3"]
    assert book.sheetnames == ["About", "Amendments", *comments, "Charts"]
    rows = xlsx_rows(out.getvalue(), "comments", app)
    assert [row["comment_id"] for row in rows] == numbers
