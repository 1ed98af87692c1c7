"""Excel workbooks: sheets, merged cells, numbers, dates and formulas."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from consult.imports.table import read_table
from consult.imports.xlsx_values import shows_a_date, text_of
from tests.imports.files import RU, repacked, sentences, xlsx_bytes


def written(write):
    """A workbook that a function fills through XlsxWriter."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, RU)
        write(book, sheet)
    return read_table(out.getvalue(), "table.xlsx")


def test_rows_come_with_the_sheets_own_row_numbers():
    data = xlsx_bytes([("Таблица",), (), RU, (12.0, "Статья 12", "а\nб ", "в", "г")])
    table = read_table(data, "a.xlsx")
    row = table.rows[0]
    assert (row.line, row.number, row.current, row.rationale) == (4, "12", "а\nб", "г")
    assert table.language == "ru"


def test_the_first_sheet_with_the_needed_columns_is_read():
    others = [[("a", "b")] * 60, [RU, (1, "", "а", "б", "")], [RU, (2, "", "в", "г", "")]]
    table = read_table(xlsx_bytes(*others), "a.xlsx")
    assert [row.current for row in table.rows] == ["а"]
    assert [warning.line for warning in table.warnings] == [None]


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes([RU, (1, "", "а", "б")], [RU, (1, "", "в", "г")]))
    )
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue(), "a.xlsx").rows[0].current == "в"


def test_a_number_that_became_a_date_is_a_fault_of_its_row():
    def write(book, sheet):
        style = book.add_format({"num_format": "mmm.yy"})
        sheet.write_datetime(1, 0, datetime.datetime(1983, 1, 1), style)
        sheet.write_row(1, 2, ("а", "б"))
        sheet.write_row(2, 0, (2, "", "а", "б"))

    table = written(write)
    assert [row.number for row in table.rows] == ["2"]
    [(line, sentence)] = sentences(table.faults)
    assert line == 2
    assert "date" in sentence


def test_a_formula_gives_its_stored_value_or_a_fault():
    def write(_book, sheet):
        sheet.write_row(1, 0, (1, "", "а"))
        sheet.write_formula(1, 3, '="б"&"в"', value="бв")
        sheet.write_row(2, 0, (2, "", "а"))
        sheet.write_formula(2, 3, '="б"&"в"', value="")
        sheet.write_row(3, 0, (3, "", "а"))
        sheet.write_formula(3, 3, "=1/0", value="#DIV/0!")

    table = written(write)
    assert table.rows[0].proposed == "бв"
    assert [fault.line for fault in table.faults][-1] == 4


def test_a_formula_never_calculated_is_a_fault():
    book = openpyxl.Workbook()
    book.active.append(RU)
    book.active.append([1, "", "а", '="б"&"в"'])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "a.xlsx")
    assert [fault.line for fault in table.faults] == [2]
    assert not table.rows


def test_merged_cells_give_chapters_and_repeat_downwards():
    def write(book, sheet):
        plain = book.add_format()
        sheet.merge_range("A2:E2", "О Президенте", plain)
        sheet.write_row(2, 0, (1, "", "а", "б"))
        sheet.write_row(3, 0, (2, "", "в", "г"))
        sheet.merge_range("E3:E4", "Потому", plain)

    rows = written(write).rows
    assert [(row.chapter, row.rationale) for row in rows] == [("О Президенте", "Потому")] * 2


def test_rich_text_is_joined():
    def write(book, sheet):
        bold = book.add_format({"bold": True})
        sheet.write_row(1, 0, (1, ""))
        sheet.write_rich_string(1, 2, "Перв", bold, "ая", " статья")

    assert written(write).rows[0].current == "Первая статья"


def test_a_workbook_saved_by_another_library_reads_the_same():
    book = openpyxl.Workbook()
    for row in (RU, ["83-1", "Статья 83-1", "а", "б", "в"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    row = read_table(out.getvalue(), "a.xlsx").rows[0]
    assert (row.line, row.number, row.current, row.proposed) == (2, "83-1", "а", "б")


def test_a_false_dimension_changes_nothing():
    data = xlsx_bytes([RU, (1, "", "а", "б", "")])
    lying = repacked(
        data, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'"A1:E2"', b'"A1:A1"')}
    )
    assert lying != data
    assert read_table(lying, "a.xlsx").rows[0].proposed == "б"


def test_a_sheet_with_many_formatted_blank_rows_is_read():
    blank = b"".join(b'<row r="%d" s="1"/>' % n for n in range(3, 300_000))
    data = repacked(
        xlsx_bytes([RU, (1, "", "а", "б", "")]),
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                b"</sheetData>", blank + b"</sheetData>"
            )
        },
    )
    assert len(read_table(data, "a.xlsx").rows) == 1


@pytest.mark.parametrize("pattern", ["mmm.yy", "dd/mm/yyyy", "[$-419]d mmm;@", "h:mm"])
def test_a_date_format_is_told(pattern):
    assert shows_a_date(pattern)


@pytest.mark.parametrize("pattern", ["General", "0.00", '0" дней, days"', "[Red]0", "#,##0\\ \\d"])
def test_other_formats_are_no_dates(pattern):
    assert not shows_a_date(pattern)


def test_excels_own_escapes_are_undone():
    assert text_of("а_x000D_\nб_x005F_x0041_") == "а\nб_x0041_"
