"""The charts of the workbook, drawn by the spreadsheet itself from cells beside them."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from consult.core.words import gettext
from consult.summaries.exporters.cell_text import for_cell
from consult.summaries.exporters.workbook import plain_sheet
from consult.summaries.summary import Summary
from consult.votes.labels import CHOICE_LABELS

ROW = 20
"""Height of a row in points of the screen."""
MOST_BARS = 200
"""Rows of a chart that can still be told apart."""
_LOOKS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#00699a"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#b8730a", "bg_color": "#ffffff"}},
    {"pattern": {"pattern": "dotted_diamond", "fg_color": "#7b8a91", "bg_color": "#ffffff"}},
    {"pattern": {"pattern": "horizontal_brick", "fg_color": "#66549c", "bg_color": "#ffffff"}},
)
"""Of the choices: they differ in black and white too."""


def write_charts(book: Workbook, summary: Summary) -> None:
    """Write a sheet with votes per amendment and days, each figure beside its chart."""
    sheet = plain_sheet(book, gettext("Charts"))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 4, 12)
    voted = [one for one in summary.amendments if one.figures.tally.total][:MOST_BARS]
    votes = [
        [
            f"{one.number}. {one.title or one.element}",
            *(one.figures.tally.count_of(choice) for choice in CHOICE_LABELS),
        ]
        for one in voted
    ]
    days = [[f"{one.day:%Y-%m-%d}", one.votes, one.comments] for one in summary.days]
    words = [str(label) for label in CHOICE_LABELS.values()]
    by_amendment = [gettext("Amendment"), *words]
    by_day = [gettext("Day"), gettext("Votes"), gettext("Comments")]
    end = _table(book, sheet, 0, by_amendment, votes)
    last = _table(book, sheet, end + 2, by_day, days)
    if votes:
        chart = book.add_chart({"type": "bar", "subtype": "stacked"})
        _series(chart, sheet.name, 0, by_amendment, len(votes), _LOOKS)
        chart.set_y_axis({"reverse": True})
        _place(sheet, chart, gettext("Votes per amendment"), 0, 200 + ROW * len(votes))
    if days and last:
        chart = book.add_chart({"type": "column"})
        _series(chart, sheet.name, end + 2, by_day, len(days), _LOOKS)
        below = max(end + 2, (200 + ROW * len(votes)) // ROW + 2 if votes else 0)
        _place(sheet, chart, gettext("Day by day"), below, 320)


def _table(
    book: Workbook, sheet: Any, top: int, headings: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    """Write headings and rows from a row on; return the row below them."""
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, heading in enumerate(headings):
        sheet.write_string(top, column, for_cell(heading), bold)
    for place, row in enumerate(rows, start=top + 1):
        sheet.write_string(place, 0, for_cell(row[0]))
        for column, count in enumerate(row[1:], start=1):
            sheet.write_number(place, column, count)
    return top + 1 + len(rows)


def _series(
    chart: Any, name: str, top: int, headings: Sequence[str], rows: int, looks: Sequence[Any]
) -> None:
    for column in range(1, len(headings)):
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": [name, top + 1, 0, top + rows, 0],
                "values": [name, top + 1, column, top + rows, column],
                "gap": 40,
                **looks[column - 1],
            }
        )


def _place(sheet: Any, chart: Any, title: str, row: int, height: int) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 760, "height": height})
    sheet.insert_chart(row, 6, chart, {"description": title})
