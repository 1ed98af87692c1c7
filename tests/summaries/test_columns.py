"""The columns are documented, translated and filled; addresses lead somewhere."""

import re
from pathlib import Path

import pytest
from flask import Flask

from consult.consultations.rules import Stage
from consult.core.links import link
from consult.summaries.columns import AMENDMENT_COLUMNS, COMMENT_COLUMNS, STAGE_LABELS, Column
from consult.summaries.exporters.found_tables import ARGUMENT_COLUMNS, THEME_COLUMNS
from consult.summaries.figures import share
from tests.make import Make
from tests.summaries.busy import add_comment
from tests.summaries.reading import exported, json_rows

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "exports.md"


def documented(table: str) -> list[str]:
    part = DOCUMENT.read_text().split(f"## Table of {table}")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE)
    return [key for cell in cells for key in re.findall("`([a-z_]+)`", cell)]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("amendments", AMENDMENT_COLUMNS),
        ("comments", COMMENT_COLUMNS),
        ("arguments", ARGUMENT_COLUMNS),
        ("themes", THEME_COLUMNS),
    ],
)
def test_every_column_is_documented_and_no_other(table: str, columns: list[Column]) -> None:
    keys = [column.key for column in columns]
    assert len(set(keys)) == len(keys)
    assert sorted(documented(table)) == sorted(keys)


def test_the_address_of_a_comment_is_its_own_page(app: Flask, make: Make) -> None:
    unit = make.amendment()
    number = add_comment(make, unit, make.account())
    (row,) = json_rows(exported(make, unit.consultation)["summary.json"], "comments")
    slug = unit.consultation.slug
    with app.app_context():
        values = {"slug": slug, "number": unit.number, "comment": number}
        assert row["url"] == link("comments.comment", lang="en", **values)


@pytest.mark.parametrize(
    ("count", "total", "found"),
    [(1, 3, 0.3333), (2, 3, 0.6667), (0, 5, 0.0), (5, 5, 1.0), (0, 0, None), (1, 16, 0.0625)],
)
def test_a_share_is_rounded_once_from_the_exact_fraction(
    count: int, total: int, found: float | None
) -> None:
    assert share(count, total) == found


def test_every_stage_has_a_word() -> None:
    assert set(STAGE_LABELS) == set(Stage)
