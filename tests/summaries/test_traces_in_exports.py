"""What changed after arguments: one number on the pages, in every file and by SQL."""

import json
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core.db import db
from consult.responses.models import Argument, ChangeTrace
from consult.responses.tracing import trace
from consult.summaries.actions import export
from consult.summaries.formats import FILES
from consult.summaries.queries import summary_of
from tests.consultations.revising import reloaded, revise
from tests.make import Make
from tests.pages import Visitor
from tests.responses.arguing import answered, change
from tests.summaries.reading import (
    csv_rows,
    docx_lines,
    docx_tables,
    exported,
    json_rows,
    words_of_pdf,
    xlsx_rows,
)

SENTENCE = "Clause 2 in revision 2 changed after arguments 1, 2"


@pytest.fixture
def place(make: Make) -> Consultation:
    """Make two amendments; after two arguments of the first its second clause was changed."""
    unit = make.amendment()
    make.amendment(unit.consultation)
    arguments = [
        make.argument(unit, [make.comment(unit), make.comment(unit)], title=f"Argument {number}")
        for number in (1, 2)
    ]
    hidden = make.comment(unit)
    change(make, "add", arguments[0], [hidden.id])
    answered(make, arguments[0])
    revise(make, unit)
    reader = make.reader(make.official())

    def work() -> None:
        for argument, clause in ((arguments[0], "2"), (arguments[1], "2"), (arguments[1], "")):
            here = db.session.get_one(Argument, argument.id)
            trace(here, reloaded(unit), reader, 2, clause)

    make.do(work)
    make.decision(hidden, make.moderator(), "hide")
    found: Consultation = unit.consultation
    return found


def test_the_counts_equal_a_recount_in_all_tables(
    app: Flask, make: Make, place: Consultation
) -> None:
    files = exported(make, place)
    for table in ("amendments", "comments"):
        first = json_rows(files["summary.json"], table)
        assert csv_rows(files[f"{table}.csv"], table) == first
        assert xlsx_rows(files["summary.xlsx"], table, app) == first
    amendments = json_rows(files["summary.json"], "amendments")
    each = select(ChangeTrace.revision, ChangeTrace.clause).distinct()
    assert (
        [row["changes_after_arguments"] for row in amendments] == [len(make.all(each)), 0] == [2, 0]
    )
    arguments = csv_rows(files["arguments.csv"], "arguments")
    assert [row["changes"] for row in arguments] == ["r2:2", "r2 r2:2"]
    assert sum(len(row["changes"].split()) for row in arguments) == make.scalar(
        select(func.count()).select_from(ChangeTrace)
    )
    comments = json_rows(files["summary.json"], "comments")
    for argument in arguments:
        mine = [row for row in comments if row["argument"] == argument["argument"]]
        assert len(mine) == argument["comments"] == 2
    gathered = select(func.count()).where(
        Comment.argument_id.is_not(None), Comment.state == State.PUBLISHED
    )
    assert make.scalar(select(func.count()).where(Comment.argument_id.is_not(None))) == 5
    assert sum(row["argument"] is not None for row in comments) == make.scalar(gathered)
    details = json.loads(files["summary.json"])["details"]
    assert [one["changes"] for one in details[0]["arguments"]] == [
        [{"revision": 2, "clause": "2"}],
        [{"revision": 2, "clause": ""}, {"revision": 2, "clause": "2"}],
    ]
    [sheet] = [
        one for one in load_workbook(BytesIO(files["summary.xlsx"])) if one.title == "Arguments"
    ]
    assert [row[-1] for row in sheet.iter_rows(2, values_only=True)] == [
        "Clause 2 in revision 2", "The text in revision 2; Clause 2 in revision 2",
    ]  # fmt: skip


def test_the_documents_say_what_changed_after_which_argument(
    make: Make, place: Consultation
) -> None:
    names = ("report.docx", "report.pdf", "comparative-table.docx", "comparative-table.xlsx")
    files = exported(make, place, names=names)
    lines = docx_lines(files["report.docx"])
    assert SENTENCE in lines and "Changed after it: Clause 2 in revision 2" in lines
    assert SENTENCE in " ".join(words_of_pdf(files["report.pdf"]).split())
    [table] = docx_tables(files["comparative-table.docx"])
    told = [row[11] for row in table if len(row) > 11 and "Changed after it" in row[11]]
    assert told == [
        "The clause will say fifty.\nChanged after it: Clause 2 in revision 2",
        "Changed after it: The text in revision 2; Clause 2 in revision 2",
    ]
    sheet = load_workbook(BytesIO(files["comparative-table.xlsx"])).worksheets[0]
    [column] = [cell.column for cell in sheet[1] if cell.value == "What changed after it"]
    shown = [row[column - 1] for row in sheet.iter_rows(2, values_only=True) if row[column - 1]]
    assert shown == [line.rpartition("Changed after it: ")[2] for line in told]


def test_the_pages_say_it_and_lead_to_the_revision(
    make: Make, visitor: Visitor, place: Consultation
) -> None:
    visitor.sign_in(make.official(place))
    number = make.read(lambda: summary_of(the_consultation(place.slug), "en")).amendments[0].number
    for address in ("summary", f"amendments/{number}/summary"):
        page = visitor.get(f"/en/consultations/{place.slug}/{address}")
        [first, *_] = links = page.all("//table[caption/@id='arguments-table']//td/a")
        assert [link.text for link in links] == [
            "Clause 2 in revision 2", "The text in revision 2", "Clause 2 in revision 2",
        ]  # fmt: skip
        assert visitor.get(first.get("href")).status == 200
    assert SENTENCE in page.text


def test_statements_stay_as_few_with_more_traces(make: Make, place: Consultation) -> None:
    with make.counted() as statements:
        make.read(lambda: summary_of(the_consultation(place.slug), "en", detailed=False))
    assert sum("change_traces" in one for one in statements) == 1
    outs = {FILES["summary.json"]: BytesIO()}
    with make.counted() as statements:
        make.do(lambda: export(the_consultation(place.slug), outs, "en"))
    assert sum("change_traces" in one for one in statements) == 1
