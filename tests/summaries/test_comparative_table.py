"""The comparative table: who has a row, what each row says, and that its DOCX imports again."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update

from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations import actions as consultations
from consult.consultations import whole
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment, the_consultation
from consult.consultations.rules import State as ConsultationState
from consult.core.db import db, snapshot, transaction
from consult.imports.table import read_table
from consult.summaries.actions import export
from consult.summaries.comparative import Kind, TableRow, gist_of, isolated
from consult.summaries.comparative_rows import table_rows
from consult.summaries.formats import FILES
from consult.summaries.queries import summary_of
from tests.make import Make
from tests.summaries.busy import add_comment
from tests.summaries.reading import docx_tables

HOSTILE = [
    "=1+1",
    "</w:t></w:r><w:r><w:t>injected & <b>bold</b> ]]>",
    "one\ttab\n\n  second paragraph\n#let x = 1 *bold* $x$ @ref \\",
    "\u202eright to left\u202c \u200fאב 👩‍👩‍👧‍👦 🇰🇿 \U00010348",
    "ә ғ қ ң ө ұ ү һ і; 83¹ «quoted» 1.",
]


def rows_of(
    make: Make, place: Consultation, language: str = "en", *, paper: bool = False
) -> list[TableRow]:
    """Return the rows of the table, as the exporters get them."""

    def read() -> list[TableRow]:
        with snapshot():
            found = summary_of(the_consultation(place.slug), language)
            return list(table_rows(found, paper=paper))

    return make.read(read)


def files_of(make: Make, place: Consultation, language: str) -> dict[str, bytes]:
    wanted = {file: BytesIO() for name, file in FILES.items() if name.startswith("comparative")}
    make.do(lambda: export(the_consultation(place.slug), wanted, language))
    return {file.format: out.getvalue() for file, out in wanted.items()}


def hostile_consultation(make: Make) -> Consultation:
    """Make amendments under chapters with hostile wordings, all of them spoken of."""
    place = make.consultation(languages=("kk", "ru", "en"), state=ConsultationState.DRAFT)
    author = make.account()
    for number, text in enumerate(HOSTILE, start=1):
        unit = make.amendment(
            place,
            number=f"{number}-1",
            title=f"Title {number}",
            current=text,
            proposed=f"New {text}",
        )
        for suggestion in ("replace", None):
            said = {"suggestion": suggestion, "suggested": text} if suggestion else {}
            add_comment(make, unit, make.account(), body=text, clause="1", **said)
        make.do(lambda unit=unit, number=number: _put_in_chapter(unit, place, number))
    make.do(lambda: whole.make_whole(the_consultation(place.slug)))
    general = make.read(lambda: the_amendment(place.slug, "0"))
    add_comment(make, general, author, body="Глава 1. The draft as a whole is good.")
    return place


def _put_in_chapter(unit: Amendment, place: Consultation, number: int) -> None:
    if number % 2:
        titles = {language: f"Chapter {number} ({language})" for language in place.languages}
        chapter = consultations.add_chapter(the_consultation(place.slug), number, titles)
        chapter_id = chapter.id
    else:
        found = db.session.scalars(db.select(Amendment.chapter_id).order_by(Amendment.id.desc()))
        chapter_id = next(one for one in found if one)
    db.session.execute(
        update(Amendment).where(Amendment.id == unit.id).values(chapter_id=chapter_id)
    )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("form", ["table-docx", "table-xlsx"])
def test_what_was_exported_imports_again_as_the_same_amendments(
    lite: Make, language: str, form: str
) -> None:
    place = hostile_consultation(lite)
    table = read_table(files_of(lite, place, language)[form], f"a.{form[-4:]}")
    assert table.faults == []
    assert table.language == language
    own = [row for row in rows_of(lite, place, language) if row.kind == Kind.AMENDMENT]
    found = [
        (one.number, one.element, one.title, one.current, one.proposed, one.rationale)
        for one in table.rows
    ]
    assert len(found) == len(HOSTILE)
    assert found == [
        (one.number, one.element, one.title, one.current, one.proposed, one.rationale)
        for one in own
    ]
    if form == "table-docx":
        assert [one.chapter for one in table.rows] == [one.chapter for one in own]
        assert all(one.chapter for one in own)


def test_the_dry_run_of_the_command_finds_the_same_amendments(
    sqlite_app: Flask, lite: Make, tmp_path: Path
) -> None:
    place = hostile_consultation(lite)
    path = tmp_path / "table.docx"
    path.write_bytes(files_of(lite, place, "ru")["table-docx"])
    words = ["consultations", "import", str(path), "--slug", place.slug, "--dry-run"]
    result = sqlite_app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 0, result.output
    assert result.output.count("(as it stands)") == len(HOSTILE), result.output


def test_word_excel_and_paper_say_the_same(lite: Make) -> None:
    place = hostile_consultation(lite)
    files = files_of(lite, place, "en")
    rows, on_paper = rows_of(lite, place), rows_of(lite, place, paper=True)
    (table,) = docx_tables(files["table-docx"])
    of_word = [line for line in table[1:] if len(line) > 1]
    sheet = load_workbook(BytesIO(files["table-xlsx"])).worksheets[0]
    keys = [cell.value for cell in sheet[1]]
    of_excel = [dict(zip(keys, line, strict=True)) for line in sheet.iter_rows(2, values_only=True)]
    assert len(of_excel) == len(rows) == 3 * len(HOSTILE) + 1
    for row, excel in zip(rows, of_excel, strict=True):
        assert excel["Number"] == row.number
        assert (excel["Current wording"] or "") == row.current
        assert (excel["Proposed wording"] or "") == row.proposed
    beside = [excel for row, excel in zip(rows, of_excel, strict=True) if row.said]
    assert len(of_word) == len(on_paper) == len(beside)
    for row, word, excel in zip(on_paper, of_word, beside, strict=True):
        assert [word[0], word[3], word[4]] == [row.number, row.current, row.proposed]
        gist = f"{row.name} {excel['Gist of what was said']}"
        assert word[7] == ("1 comment waits for an answer" if row.kind == Kind.WAITING else gist)
        assert word[6] == (excel["Suggestion of participants"] or "")
        assert word[8] == str(excel["People"]) == "1"
        assert word[10] == excel["Decision"] == "Waits for an answer"


def test_an_argument_stands_for_its_comments(make: Make) -> None:
    unit = make.amendment(make.consultation())
    stances = [Stance.FOR, Stance.AGAINST, Stance.AGAINST]
    comments = [make.comment(unit, stance=stance) for stance in stances]
    make.argument(unit, comments[:2], title="Fifty is enough")
    own, argument, alone = rows_of(make, unit.consultation)
    assert (own.kind, own.first, own.said) == (Kind.AMENDMENT, True, None)
    assert (argument.kind, argument.name) == (Kind.ARGUMENT, "Argument 1")
    assert argument.said and argument.said.text == "Fifty is enough"
    people = argument.said.people
    assert (people.people, people.texts) == (2, 2)
    assert people.stances == {Stance.FOR: 1, Stance.AGAINST: 1, Stance.NEUTRAL: 0}
    assert alone.said and alone.said.number == comments[2].id
    assert argument.said.disposition == alone.said.disposition == "waiting"


def test_near_copies_with_one_answer_are_one_row(make: Make) -> None:
    unit = make.amendment()
    people = [make.account() for _ in range(3)]
    answer = {"disposition": "noted", "reasons": "Read.", "language": "en", "revision": 1}
    copies = [add_comment(make, unit, one, campaign_id=7) for one in people]
    copies.append(add_comment(make, unit, people[0], campaign_id=7, stance=Stance.NEUTRAL))
    add_comment(make, unit, people[1], campaign_id=7, state=State.HIDDEN)
    answered = add_comment(
        make, unit, people[2], campaign_id=7, answer=answer, answered_at=unit.created_at
    )
    _own, heap, other = rows_of(make, unit.consultation)
    assert heap.said and other.said
    assert (heap.said.number, heap.said.people.people, heap.said.people.texts) == (copies[0], 3, 4)
    assert heap.said.people.stances == {Stance.FOR: 3, Stance.AGAINST: 0, Stance.NEUTRAL: 1}
    assert (other.said.number, other.said.disposition, other.said.reasons) == (
        answered, "noted", "Read.",
    )  # fmt: skip


@pytest.mark.parametrize("state", [one for one in State if one != State.PUBLISHED])
def test_what_is_not_published_has_no_row(make: Make, state: State) -> None:
    unit = make.amendment()
    add_comment(make, unit, make.account(), state=state, body="Nobody may read this.")
    assert [row.kind for row in rows_of(make, unit.consultation)] == [Kind.AMENDMENT]


def test_a_reply_has_a_row_where_it_has_an_answer(make: Make) -> None:
    unit, author = make.amendment(), make.account()
    root = add_comment(make, unit, author)
    reply = {"stance": None, "parent_id": root, "root_id": root}
    add_comment(make, unit, author, **reply)
    assert len(rows_of(make, unit.consultation)) == 2
    answer = {"disposition": "noted", "reasons": "", "language": "en", "revision": 1}
    make.do(
        lambda: db.session.execute(
            update(Comment)
            .where(Comment.parent_id == root)
            .values(answer=answer, answered_at=unit.created_at)
        )
    )
    assert [row.said.disposition for row in rows_of(make, unit.consultation) if row.said] == [
        "waiting", "noted",
    ]  # fmt: skip


def test_suggestions_come_first_and_say_what_becomes_of_which_words(make: Make) -> None:
    unit = make.amendment()
    add_comment(make, unit, make.account())
    words = {
        "clause": "2",
        "suggestion": "replace",
        "suggested": "Sixty.",
        "quote": {"exact": "Fifty"},
    }
    add_comment(make, unit, make.account(), **words)
    _own, suggestion, comment = rows_of(make, unit.consultation)
    assert (suggestion.kind, comment.kind) == (Kind.SUGGESTION, Kind.COMMENT)
    with make.app.test_request_context("/en/"):
        assert suggestion.said and suggestion.said.suggestion_lines == [
            "Clause 2: Word it differently", "«Fifty»", "→ Sixty.",
        ]  # fmt: skip


def test_few_statements_whatever_the_number_of_rows(make: Make) -> None:
    counts = []
    for size in (1, 6):
        place = make.consultation()
        for _ in range(size):
            unit = make.amendment(place)
            add_comment(make, unit, make.account())
        found = make.read(lambda place=place: summary_of(the_consultation(place.slug), "en"))
        with make.counted() as statements, make.app.app_context(), transaction(write=False):
            list(table_rows(found))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        ("One.\n\nTwo.", "One. Two."),
        ("a" * 900, "a" * 400 + " …"),
        ("Word. " * 100, ("Word. " * 67)[:-6].strip() + " …"),
        ("x" * 250 + ". " + "y" * 300, "x" * 250 + ". …"),
    ],
)
def test_a_gist_ends_with_a_sentence_or_a_word(text: str, gist: str) -> None:
    assert gist_of(text) == gist


def test_words_inside_ours_end_their_own_direction() -> None:
    assert isolated("plain") == "plain"
    found = isolated("\u202eabc \u2067אב")
    assert found.startswith("\u2068") and found.endswith("\u2069\u2069")
