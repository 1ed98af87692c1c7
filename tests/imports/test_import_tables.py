"""A table becomes a draft: all of it or nothing, once, in one language after the other."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.consultations import actions as consultations
from consult.consultations.diff import decode, texts_of
from consult.consultations.models import Amendment, Chapter, ChapterText, Consultation, Wording
from consult.consultations.queries import the_consultation
from consult.consultations.rules import State
from consult.core import clock
from consult.core.errors import Conflict, Invalid
from consult.imports.actions import import_table
from consult.imports.rows import Table
from consult.imports.rules import placed
from consult.imports.table import read_table
from consult.ledger.models import LedgerEvent
from tests.imports.files import RU, csv_bytes, docx_bytes

PAIRS = Path(__file__).parents[3] / "shared/data/kz-constitution/pairs_1995_2026_ru_dev.json"
EN = ("Article", "Title", "Current wording", "Proposed wording", "Rationale")
KK = ("Құрылымдық элемент", "Қолданыстағы редакция", "Ұсынылатын редакция")


def english(*rows: tuple[str, ...]) -> Table:
    return read_table(csv_bytes([EN, *rows]), "table.csv")


TABLE = (
    ("Chapter I. Parliament",),
    ("Article 50", "One chamber", "Two chambers.", "One chamber.", "It is faster."),
    ("Article 53", "Powers", "", "The Kurultai makes laws.", ""),
    ("Chapter II. Rights",),
    ("Article 14-1", "", "Data are free.", "", ""),
)


@pytest.fixture
def draft(make):
    """Import a table into the draft called reform."""

    def work(*rows, **options):
        return make.do(lambda: import_table(english(*(rows or TABLE)), slug="reform", **options))

    return work


def chapters(make, language="en"):
    return [
        tuple(row)
        for row in make.all(
            select(Chapter.position, ChapterText.title)
            .join(ChapterText, ChapterText.chapter_id == Chapter.id)
            .where(ChapterText.language == language)
            .order_by(Chapter.position)
        )
    ]


def amendments(make, language="en"):
    """Number, title, chapter, change of each amendment in its order."""
    return [
        tuple(row)
        for row in make.all(
            select(Amendment.number, Wording.title, ChapterText.title, Wording.change)
            .join(Wording, Wording.amendment_id == Amendment.id)
            .outerjoin(
                ChapterText,
                (ChapterText.chapter_id == Amendment.chapter_id)
                & (ChapterText.language == Wording.language),
            )
            .where(Wording.language == language)
            .order_by(Amendment.position)
        )
    ]


def test_a_table_becomes_a_draft_with_chapters_in_their_order(make, draft):
    result = draft()
    assert (result.created, result.updated) == (["50", "53", "14-1"], [])
    home = make.read(lambda: the_consultation("reform"))
    assert (home.state, home.authoritative, home.languages) == (State.DRAFT, "en", ["en"])
    assert [text.title for text in home.texts] == ["Reform"]
    assert chapters(make) == [(1, "Chapter I. Parliament"), (2, "Chapter II. Rights")]
    assert amendments(make) == [
        ("50", "One chamber", "Chapter I. Parliament", "changed"),
        ("53", "Powers", "Chapter I. Parliament", "new"),
        ("14-1", "Article 14-1", "Chapter II. Rights", "repealed"),
    ]


def test_the_same_import_again_changes_nothing(make, draft):
    draft(title="A reform")
    events = make.scalar(select(func.count()).select_from(LedgerEvent))
    before = make.all(select(Amendment.number, Amendment.position, Amendment.version))
    result = draft(title="A reform")
    assert (result.created, result.updated) == ([], [])
    assert make.scalar(select(func.count()).select_from(LedgerEvent)) == events
    assert make.all(select(Amendment.number, Amendment.position, Amendment.version)) == before
    assert len(chapters(make)) == 2


def test_another_language_adds_its_wordings_and_names_the_chapters(make, draft):
    draft()
    kazakh = read_table(
        docx_bytes(
            [
                KK,
                ("I тарау. Парламент",),
                ("50-бап", "Екі палата.", "Бір палата."),
                ("II тарау. Құқықтар",),
                ("14-1-бап", "Деректер еркін.", ""),
                ("60-бап", "", "Жаңа норма."),
            ]
        ),
        "table.docx",
    )
    assert kazakh.language == "kk"
    result = make.do(lambda: import_table(kazakh, slug="reform", title="Реформа"))
    assert (result.created, result.updated) == (["60"], ["50", "14-1"])
    assert chapters(make, "kk") == [(1, "I тарау. Парламент"), (2, "II тарау. Құқықтар")]
    assert chapters(make) == [(1, "Chapter I. Parliament"), (2, "Chapter II. Rights")]
    home = make.read(lambda: the_consultation("reform"))
    assert home.languages == ["en", "kk"]
    assert {text.language: text.title for text in home.texts} == {"en": "Reform", "kk": "Реформа"}
    assert [number for number, *_ in amendments(make, "kk")] == ["50", "14-1", "60"]


def test_the_same_language_updates_wordings_and_keeps_the_tables_order(make, draft):
    draft()
    result = draft(
        ("Chapter I. The Kurultai",),
        ("Article 50", "One chamber", "Two chambers.", "One chamber of 145.", "It is faster."),
        ("Article 50-1", "Election", "", "They are elected.", ""),
        ("Chapter I-1. Referendum",),
        ("Article 53", "Powers", "", "The Kurultai makes laws.", ""),
    )
    assert (result.created, result.updated) == (["50-1"], ["50"])
    assert [(number, chapter) for number, _, chapter, _ in amendments(make)] == [
        ("50", "Chapter I. The Kurultai"),
        ("50-1", "Chapter I. The Kurultai"),
        ("53", "Chapter I-1. Referendum"),
        ("14-1", "Chapter II. Rights"),
    ]
    assert chapters(make) == [
        (1, "Chapter I. The Kurultai"),
        (2, "Chapter I-1. Referendum"),
        (3, "Chapter II. Rights"),
    ]


def test_new_numbers_stand_behind_what_precedes_them_in_the_table():
    assert placed(["1", "2", "9"], ["1", "1-1", "2", "3"]) == ["1", "1-1", "2", "3", "9"]
    assert placed(["5"], ["1", "5", "6"]) == ["1", "5", "6"]
    assert placed([], ["2", "1"]) == ["2", "1"]
    assert placed(["1", "2"], []) == ["1", "2"]


def test_a_table_with_faults_is_refused_as_a_whole(make):
    table = english(*TABLE, ("Article 50", "", "Again.", "Once more.", ""))
    with pytest.raises(Invalid):
        make.do(lambda: import_table(table, slug="reform"))
    assert make.scalar(select(func.count()).select_from(Consultation)) == 0


def test_a_title_too_long_for_a_page_is_a_fault(make):
    with pytest.raises(Invalid):
        make.do(lambda: import_table(english(("Article 1", "x" * 501, "a", "b", "")), slug="s"))


def test_a_published_consultation_is_not_touched(make, draft):
    home = make.consultation(slug="reform")
    made = make.amendment(home, number="50")
    with pytest.raises(Conflict) as refusal:
        draft()
    assert "publish" in str(refusal.value.message)
    assert [number for number, *_ in amendments(make)] == [made.number]


@pytest.mark.parametrize("slug", ["", "Reform", "рефoрма", "a b", "../x", "x" * 61, "a\n"])
def test_a_bad_short_name_is_refused(make, slug):
    with pytest.raises(Invalid):
        make.do(lambda: import_table(english(*TABLE), slug=slug))


@pytest.mark.parametrize(
    ("language", "element"), [("kk", "7-бап"), ("ru", "Статья 7"), ("en", "Article 7")]
)
def test_a_row_without_article_is_named_after_its_number(make, language, element):
    table = read_table(csv_bytes([("No", "Current", "Proposed"), ("7", "a", "b")]), "t.csv")
    make.do(lambda: import_table(table, slug="reform", language=language))
    wording = make.scalar(select(Wording))
    assert (wording.language, wording.element) == (language, element)
    assert "7" in wording.title


def test_the_real_constitution_becomes_fourteen_pages_with_exact_diffs(make, visitor):
    if not PAIRS.exists():
        pytest.skip("the pairs of the two constitutions are not beside this repository")
    pairs = json.loads(PAIRS.read_text())
    rows = [
        (str(index), f"Статья {pair['article_2026']}", pair["old_text"], pair["new_text"], "")
        for index, pair in enumerate(pairs, start=1)
    ]
    # The constitution's own numbers are in the column of articles, so the first one is left out.
    table = read_table(docx_bytes([RU[1:], *(row[1:] for row in rows)]), "table.docx")
    assert table.faults == []
    result = make.do(lambda: import_table(table, slug="constitution"))
    numbers = [pair["article_2026"] for pair in pairs]
    assert result.created == numbers
    stored = make.all(select(Wording).order_by(Wording.amendment_id))
    for (wording,), pair in zip(stored, pairs, strict=True):
        assert texts_of(decode(wording.diff)) == (wording.current, wording.proposed)
        assert (wording.current, wording.proposed) == (pair["old_text"], pair["new_text"])

    def publish():
        home = the_consultation("constitution")
        now = clock.now()
        consultations.schedule(home, now, now.replace(year=now.year + 1))
        consultations.open_consultation(home)

    make.do(publish)
    for number in numbers:
        page = visitor.get(f"/ru/consultations/constitution/amendments/{number}")
        assert page.status == 200
        assert f"Статья {number}" in page.text
