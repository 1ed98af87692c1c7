"""What docs/importing.md tells officials is what the reader does."""

import re
from pathlib import Path

import pytest

from consult.config import LANGUAGES, Settings
from consult.imports.grid import MAX_ROWS, MAX_TEXT
from consult.imports.markdown_text import MAX_LINES
from consult.imports.rules import LONGEST_HEADING, MOST_CHARACTERS
from consult.imports.table import read_table
from consult.imports.xml_parts import MAX_DEPTH
from consult.imports.xml_tree import MAX_BYTES, MAX_NODES
from tests.imports.files import csv_bytes

PAGE = (Path(__file__).parents[2] / "docs" / "importing.md").read_text()
COLUMNS = dict(
    re.findall(r"^\| (current|proposed|number|article|title|rationale)[^|]*\| (.*) \|$", PAGE, re.M)
)


@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "ru"), (2, "kk")])
def test_the_headings_on_the_page_are_understood(place, language):
    names = list(COLUMNS)
    assert len(names) == 6 and language in LANGUAGES
    headings = [COLUMNS[name].split(" · ")[place] for name in names]
    texts = ["7" if name == "number" else f"the {name}" for name in names]
    table = read_table(csv_bytes([headings, texts]), "table.csv")
    assert (table.language, table.faults, table.warnings) == (language, [], [])
    row = table.rows[0]
    assert row.number == "7"
    assert (row.current, row.proposed) == ("the current", "the proposed")
    assert (row.element, row.title, row.rationale) == ("the article", "the title", "the rationale")


def test_the_example_on_the_page_can_be_imported():
    lines = PAGE.split("| Article | Current wording |")[1].split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    head = ["Article", "Current wording", "Proposed wording", "Rationale"]
    table = read_table(csv_bytes([head, *rows]), "table.csv")
    assert table.faults == []
    assert [row.number for row in table.rows] == ["50", "50-1", "51"]
    assert {row.chapter for row in table.rows} == {"Chapter II. Parliament"}
    assert [bool(row.current) for row in table.rows] == [True, False, True]
    assert [bool(row.proposed) for row in table.rows] == [True, True, False]


def test_the_text_on_the_page_can_be_imported():
    text = PAGE.split("### Markdown\n\n```\n")[1].split("```")[0]
    table = read_table(text.encode(), "law.md")
    assert (table.faults, table.title, table.language) == ([], "Law on the city", "en")
    assert [(row.number, row.chapter) for row in table.rows] == [
        ("0", ""),
        ("83-1", "Chapter I. General provisions"),
    ]


def test_the_limits_on_the_page_are_the_limits():
    assert f"{Settings().max_upload_mb} MB per upload" in PAGE
    assert f"{MAX_ROWS:,} rows, {MAX_TEXT:,} characters in a cell" in PAGE
    assert f"{MAX_BYTES // 1_000_000} MB of XML, {MAX_NODES:,} elements" in PAGE
    assert f"or {MAX_DEPTH} levels" in PAGE and f"{MAX_LINES:,} lines of Markdown" in PAGE
    assert f"{MOST_CHARACTERS // 1_000_000} million in all wordings, {LONGEST_HEADING} in" in PAGE
