"""CSV in the encodings and with the separators that offices use."""

import pytest

from consult.imports.table import read_table
from tests.imports.files import RU, csv_bytes

ROW = ("83-1", "Статья 83-1", 'Первое; "второе",\nтретье\tчетвёртое', "Новое", "Потому")


def check(data):
    table = read_table(data, "table.csv")
    assert not table.faults
    row = table.rows[0]
    assert (row.number, row.element, row.current, row.proposed, row.rationale) == ROW
    assert (row.line, table.language) == (2, "ru")
    return table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_every_encoding_and_separator_gives_the_same_rows(delimiter, encoding):
    check(csv_bytes([RU, ROW], delimiter, encoding))


def test_big_endian_utf_16_is_read():
    check(b"\xfe\xff" + csv_bytes([RU, ROW], ";", "utf-16-be"))


def test_an_old_code_page_is_told_to_the_reader():
    table = check(csv_bytes([RU, ROW], ";", "cp1251"))
    assert "cp1251" in str(table.warnings[-1].message)


def test_kazakh_in_its_own_old_code_page_is_read():
    headings = ("Р/с №", "Бап", "Қолданыстағы редакция", "Ұсынылатын редакция")
    table = read_table(csv_bytes([headings, ("1", "1-бап", "ғ", "ң")], ";", "kz1048"), "a.csv")
    assert (table.language, table.rows[0].current) == ("kk", "ғ")


def test_title_rows_above_the_header_are_passed_over_and_counted():
    table = read_table(csv_bytes([("Сравнительная таблица",), (), RU, ROW]), "a.csv")
    assert table.rows[0].line == 4


def test_a_huge_field_is_read():
    text = "слово, " * 28_000
    table = read_table(csv_bytes([RU, ("1", "", text, "", "")]), "a.csv")
    assert table.rows[0].current == text.rstrip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('1,"Первое","Нов', "The file breaks off inside a quoted text."),
        ('1,"Первое,"Новое"\n2,Старое,Новое\n', "Row 2: text follows a closing quotation mark."),
    ],
)
def test_quotation_marks_that_do_not_pair_are_refused(text, said):
    head = "№,Действующая редакция,Предлагаемая редакция\n"
    [fault] = read_table((head + text).encode(), "a.csv").faults
    assert said in str(fault.message)
