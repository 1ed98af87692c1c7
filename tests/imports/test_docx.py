"""Word documents: merged cells, tracked changes, real constitutional text."""

import json
import time
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from consult.imports.table import read_table
from tests.imports.files import RU, docx_bytes, saved

PAIRS = Path(__file__).parents[3] / "shared/data/kz-constitution/pairs_1995_2026_ru_dev.json"


def document_with(*rows, headings=RU):
    document = Document()
    table = document.add_table(0, len(headings))
    for row in (headings, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document, table


def read(document):
    return read_table(saved(document), "table.docx")


def inside(cell, xml):
    """Put raw WordprocessingML into the cell's first paragraph."""
    wrapped = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    cell.paragraphs[0]._p.addnext(wrapped)
    cell._tc.remove(cell.paragraphs[0]._p)


@pytest.mark.skipif(not PAIRS.exists(), reason="the shared pairs of 1995 and 2026 are not here")
def test_the_fourteen_pairs_of_the_constitution_come_back_equal():
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    rows = [
        (str(n), f"Статья {pair['article_2026']}", pair["old_text"], pair["new_text"], "")
        for n, pair in enumerate(pairs, start=1)
    ]
    table = read_table(docx_bytes([RU, *rows], before=["Проект"]), "pairs.docx")
    assert not table.faults
    assert [(r.number, r.element, r.current, r.proposed, r.rationale) for r in table.rows] == rows
    assert len(table.rows) == 14


def test_the_first_table_with_the_needed_columns_is_chosen():
    table = read_table(docx_bytes([RU, ("1", "", "а", "б", "")], before=["Кіріспе"]), "a.docx")
    assert [(row.line, row.current) for row in table.rows] == [(2, "а")]


def test_a_full_width_row_names_the_chapter():
    document, table = document_with(("", "", "", "", ""), ("1", "Статья 1", "а", "б", ""))
    table.cell(1, 0).merge(table.cell(1, 4)).text = "О главе государства"
    result = read(document)
    assert not result.faults
    assert [(row.line, row.chapter) for row in result.rows] == [(3, "О главе государства")]


def test_a_cell_merged_downwards_counts_for_each_of_its_rows():
    document, table = document_with(("1", "", "а", "б", ""), ("2", "", "в", "г", ""))
    table.cell(1, 4).merge(table.cell(2, 4)).text = "Потому"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "Статья 5"
    rows = read(document).rows
    assert [(row.element, row.rationale, row.current) for row in rows] == [
        ("Статья 5", "Потому", "а"),
        ("Статья 5", "Потому", "в"),
    ]


def test_a_cell_over_both_wordings_is_a_fault_and_no_repeal():
    document, table = document_with(("1", "Статья 1", "", "", ""))
    table.cell(1, 2).merge(table.cell(1, 3)).text = "Без изменений"
    assert [fault.line for fault in read(document).faults] == [2]


def test_a_header_of_two_rows_is_understood():
    document, table = document_with(
        ("", "", "действующая", "предлагаемая", ""),
        ("1", "Статья 1", "а", "б", "в"),
        headings=("№", "Статья", "Редакция", "", "Обоснование"),
    )
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(0, 2).merge(table.cell(0, 3))
    row = read(document).rows[0]
    assert (row.line, row.element, row.current, row.rationale) == (3, "Статья 1", "а", "в")


def test_inserted_text_counts_and_deleted_or_moved_away_text_does_not():
    document, table = document_with(("1", "", "", "б", ""))
    inside(
        table.cell(1, 2),
        "<w:r><w:t>а</w:t></w:r>"
        "<w:ins w:id='1' w:author='x'><w:r><w:t>+новое</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>старое</w:delText><w:tab/></w:r></w:del>"
        "<w:moveFrom w:id='3' w:author='x'><w:r><w:t>ушло</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4' w:author='x'><w:r><w:t>+пришло</w:t></w:r></w:moveTo>",
    )
    assert read(document).rows[0].current == "а+новое+пришло"


def test_a_row_deleted_with_tracking_is_not_read_but_keeps_its_place():
    document, table = document_with(("1", "", "а", "б", ""), ("2", "", "а", "б", ""))
    properties = table.rows[1]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='x'/>"))
    assert [(row.line, row.number) for row in read(document).rows] == [(3, "2")]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    document, table = document_with(("1", "", "", "б", ""))
    cell = table.cell(1, 2)
    inside(
        cell,
        "<w:pPr><w:rPr><w:del w:id='1' w:author='x'/></w:rPr></w:pPr><w:r><w:t>пер</w:t></w:r>",
    )
    cell.add_paragraph("вое")
    cell.add_paragraph("второе")
    assert read(document).rows[0].current == "первое\nвторое"


def test_breaks_tabs_and_hyphens_are_kept_and_hidden_text_is_not():
    document, table = document_with(("1", "", "", "б", ""))
    inside(
        table.cell(1, 2),
        "<w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>"
        "<w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:tab/><w:t>83</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r>",
    )
    assert read(document).rows[0].current == "а\nб\t83-1"


def test_a_raised_digit_does_not_become_part_of_the_number_before_it():
    document, table = document_with(("", "", "а", "б", ""))
    inside(
        table.cell(1, 1),
        "<w:r><w:t>Статья 83</w:t></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>",
    )
    row = read(document).rows[0]
    assert (row.element, row.number) == ("Статья 83¹", "83-1")


def test_numbers_that_word_draws_itself_are_warned_of():
    document, table = document_with(("1", "", "", "б", ""))
    inside(
        table.cell(1, 2),
        "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr></w:pPr>"
        "<w:r><w:t>пункт</w:t></w:r>",
    )
    assert [warning.line for warning in read(document).warnings] == [2]


def test_a_table_inside_a_cell_is_part_of_its_text():
    document, table = document_with(("1", "", "до", "б", ""))
    nested = table.cell(1, 2).add_table(1, 2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "левое", "правое"
    assert read(document).rows[0].current == "до\nлевое\tправое"


def test_a_comparative_table_inside_a_layout_table_is_found():
    document = Document()
    outer = document.add_table(1, 1)
    nested = outer.cell(0, 0).add_table(2, 5)
    for line, row in enumerate((RU, ("1", "", "а", "б", ""))):
        for cell, text in zip(nested.rows[line].cells, row, strict=True):
            cell.text = text
    assert read(document).rows[0].current == "а"


def test_1_500_rows_are_read_in_under_three_seconds():
    document, table = document_with(("0", "", "а", "б", ""))
    row = table.rows[1]._tr
    for _ in range(1_500):
        copy = parse_xml(row.xml)
        number, _element, current, *_ = copy.tc_lst
        number.p_lst[0].r_lst[0].text = ""
        current.p_lst[0].r_lst[0].text = "слово " * 200
        row.addnext(copy)
    data = saved(document)
    started = time.process_time()
    assert len(read_table(data, "a.docx").rows) == 1_501
    assert time.process_time() - started < 3
