"""The report and the table as documents: hostile texts, languages, structure, equal bytes."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from consult.core.words import speaking
from consult.summaries.exporters import (
    report_docx,
    report_pdf,
    table_docx,
    table_xlsx,
    typesetting,
    xlsx_file,
)
from consult.summaries.figured import Figured
from consult.summaries.reporting import name_of, vote_cells
from consult.votes.labels import CHOICE_LABELS
from tests.summaries.documents import EMOJI, HOSTILE, rows, summary, written
from tests.summaries.reading import docx_lines, docx_tables, words_of_pdf

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def spoken(sqlite_app: Flask) -> Iterator[Flask]:
    """Lets texts be said; nothing here asks the database."""
    with sqlite_app.test_request_context("/en/"):
        yield sqlite_app


def readable(text: str) -> str:
    return re.sub("[\x0b\x1b\ufffe]", "", text)


def test_the_report_for_word_holds_every_hostile_text(spoken: Flask) -> None:
    texts = [*HOSTILE, EMOJI]
    file = written(report_docx.write, summary(texts=texts))
    lines = docx_lines(file)
    assert [text for text in texts if readable(text) not in lines] == []
    apart = Document(BytesIO(file)).styles["Quote"].element.xpath("w:pPr/w:pBdr/w:left/@w:sz")
    assert apart == ["8"], "a bar beside every line, so that none is taken for an official one"


def test_the_table_for_word_holds_every_hostile_text(spoken: Flask) -> None:
    texts, found = [*HOSTILE[:-1], EMOJI], summary()
    (table,) = docx_tables(written(table_docx.write, found, rows(found, texts)))
    gists = [line[7].partition("\n")[2] or line[7] for line in table[3:]]
    ours = [" ".join(readable(text).split())[:300] for text in texts]
    assert [one for one, gist in zip(ours, gists, strict=True) if one not in gist] == []
    assert table[2][3] == readable(texts[0]) and table[2][4] == EMOJI


def test_the_table_for_excel_holds_every_hostile_text(spoken: Flask) -> None:
    texts, found = [*HOSTILE[:5], EMOJI, "x" * 40_000], summary()
    book = load_workbook(BytesIO(written(table_xlsx.write, found, rows(found, texts))))
    sheet = book.worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    own, *said = list(sheet.iter_rows(2, values_only=True))
    assert own[3] == texts[0] and own[4].startswith("x" * 30_000) and len(own[4]) == 32_767
    assert [line[9] for line in said[:6]] == [" ".join(text.split()) for text in texts[:6]]


def test_the_pdf_shows_every_letter_that_it_has(spoken: Flask) -> None:
    words = " ".join(words_of_pdf(written(report_pdf.write, summary(texts=HOSTILE))).split())
    for text in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3]):
        assert " ".join(text.split()) in words
    assert "wordword" in words and "abc" in words
    assert "□" not in words


def test_the_pdf_says_that_it_lacks_a_letter(spoken: Flask) -> None:
    data = written(report_pdf.write, summary("ru", texts=[f"before {EMOJI} after"]))
    words = words_of_pdf(data)
    assert "вместо них стоит □" in " ".join(words.split())
    assert "before □" in words and b"pdfuaid:part" in data


def test_the_pdf_is_tagged_accessible_and_carries_its_letters(spoken: Flask) -> None:
    data = written(report_pdf.write, summary("kk", texts=HOSTILE))
    reader = PdfReader(BytesIO(data))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "kk" and b"pdfuaid:part" in data
    assert reader.metadata and "Конституциялық реформа" in str(reader.metadata.title)
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["Мазмұны", "Кім қатысты", "1-кесте", "Бет: "]),
        ("ru", ["Содержание", "Кто участвовал", "Таблица 1", "Стр. "]),
        ("en", ["Contents", "Who took part", "Table 1", "Page "]),
    ],
)
def test_the_report_speaks_three_languages(spoken: Flask, language: str, words: list[str]) -> None:
    found = summary(language)
    data = written(report_docx.write, found)
    lines = " ".join(docx_lines(data)).replace("\u00a0", " ")
    foot = Document(BytesIO(data)).sections[0].footer.paragraphs[0].text
    shown = words_of_pdf(written(report_pdf.write, found))
    with speaking(language):
        assert str(found.note) in lines
        assert str(found.note) in " ".join(shown.split())
    assert [word for word in words[:3] if word not in lines] == []
    assert words[3] in foot
    assert [word for word in (*words[:2], words[3]) if word not in shown] == []


def test_the_contents_lead_to_the_headings(spoken: Flask) -> None:
    data = written(report_docx.write, summary(amendments=3))
    xml = ZipFile(BytesIO(data)).read("word/document.xml").decode()
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"/>', xml)
    assert re.findall(r'<w:hyperlink w:anchor="(\w+)"', xml) == marks
    assert len(marks) == len(set(marks)) > 8
    assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"') == 1


def test_charts_are_pictures_that_say_what_they_show(spoken: Flask) -> None:
    data = written(report_docx.write, summary())
    document = Document(BytesIO(data))
    assert len(document.inline_shapes) >= 4
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    pictures = [name for name in ZipFile(BytesIO(data)).namelist() if name.endswith(".png")]
    assert len(pictures) == len(document.inline_shapes)


def test_each_row_of_headings_is_repeated_on_every_page(spoken: Flask) -> None:
    found = summary()
    for data in (
        written(table_docx.write, found, rows(found, HOSTILE)),
        written(report_docx.write, found),
    ):
        xml = ZipFile(BytesIO(data)).read("word/document.xml").decode()
        assert xml.count("<w:tblHeader/>") == xml.count("<w:tbl>") > 0


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_equal_summaries_give_equal_bytes(spoken: Flask, language: str) -> None:
    for write in (report_docx.write, report_pdf.write):
        assert written(write, summary(language)) == written(write, summary(language))
    found = summary(language)
    for table in (table_docx.write, table_xlsx.write):
        first, second = (written(table, found, rows(found, HOSTILE)) for _ in range(2))
        assert first == second


def test_the_workbook_draws_votes_and_days(spoken: Flask) -> None:
    data = written(xlsx_file.write, summary(amendments=3))
    book = load_workbook(BytesIO(data))
    assert book.sheetnames[-3:] == ["Arguments", "Themes", "Charts"]
    sheet = book["Charts"]
    assert len(sheet._charts) == 2
    assert [cell.value for cell in sheet[2]][:5] == ["1. One.", 7, 5, 0, 1]


def test_letters_are_looked_for_in_few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    trials = []
    compile_ = typesetting._compile

    def counted(*given: Any, **more: Any) -> bytes:
        trials.append(given)
        return compile_(*given, **more)

    monkeypatch.setattr(typesetting, "_compile", counted)
    greek = "αβγδεζηθικλμνξοπρστυφχψω"
    typesetting._lost.cache_clear()
    assert typesetting.shown({greek, "中", "plain"}) == {ord("中"): "□"}
    assert len(trials) < 16
    assert typesetting.shown({"ә ғ қ ң ө ұ ү һ і ё № « »"}) == {}


@pytest.mark.slow
def test_libreoffice_opens_every_document(spoken: Flask, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-writer-nogui")
    found = summary("kk", texts=[*HOSTILE, EMOJI], amendments=2)
    made = {
        "report.docx": written(report_docx.write, found),
        "table.docx": written(table_docx.write, found, rows(found, HOSTILE)),
        "table.xlsx": written(table_xlsx.write, found, rows(found, HOSTILE)),
        "summary.xlsx": written(xlsx_file.write, found),
    }
    for name, data in made.items():
        (tmp_path / name.replace(".", "-")).with_suffix(Path(name).suffix).write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(one) for one in sorted(tmp_path.glob("*.*x"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    for name in made:
        words = words_of_pdf((tmp_path / f"{name.replace('.', '-')}.pdf").read_bytes())
        assert "Құрылтай" in words or "ә ғ қ ң ө ұ ү һ" in words, name


@pytest.mark.parametrize("language", ["kk", "en"])
def test_word_pdf_and_excel_hold_the_tally_of_the_summary(spoken: Flask, language: str) -> None:
    found = summary(language, amendments=3)
    figured = Figured(found)
    expected = [[name_of(one), *vote_cells(one.figures, figured)] for one in found.amendments]
    totals = vote_cells(found.totals, figured)
    tables = docx_tables(written(report_docx.write, found))
    (votes,) = [rows for rows in tables if rows[1:-1] == expected]
    assert votes[-1][1:] == totals
    words = " ".join(words_of_pdf(written(report_pdf.write, found)).split())
    for line in (*expected, totals):
        assert " ".join(" ".join(line).split()) in words
    book = load_workbook(BytesIO(written(xlsx_file.write, found)))
    counts = [[cell.value for cell in row] for row in book.worksheets[-1]["B2:E4"]]
    tallies = [one.figures.tally for one in found.amendments]
    assert counts == [[tally.count_of(choice) for choice in CHOICE_LABELS] for tally in tallies]
