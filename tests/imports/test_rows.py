"""Rows, chapters, numbers and faults, whatever the format."""

import pytest

from consult.imports import numbers
from consult.imports.table import read_table
from tests.imports.files import RU, csv_bytes, sentences


def read(*rows, headings=RU):
    return read_table(csv_bytes([headings, *rows]), "table.csv")


@pytest.mark.parametrize(
    ("element", "number"),
    [
        ("Статья 53", "53"),
        ("53-бап", "53"),
        ("53-баптың 2-тармағы", "53"),
        ("83-1-бап", "83-1"),
        ("Пункт 2 статьи 53", "53"),
        ("статья\u00a083¹", "83-1"),
        ("Article 53", "53"),
        ("Art. 5", "5"),
        ("83–1", "83-1"),
        ("Статья 53.", "53"),
        ("Преамбула", ""),
        ("Пункт 2", ""),
    ],
)
def test_a_number_is_found_in_the_name_of_the_article(element, number):
    assert numbers.of_element(element) == number


@pytest.mark.parametrize(
    "number", ["", ".", "-", "..", "a/b", "5 5", "a" * 21, "<b>", "5_5", "../5"]
)
def test_a_number_that_cannot_stand_in_an_address_is_not_allowed(number):
    assert not numbers.allowed(number)


@pytest.mark.parametrize("number", ["янв.83", "Jan-83", "01.01.1983", "1983-01-01", "5-мар"])
def test_a_date_in_place_of_a_number_is_seen(number):
    assert numbers.is_date(number)


@pytest.mark.parametrize("number", ["83-1", "1.2.10", "12", "5-а", "Б-3"])
def test_a_number_is_not_taken_for_a_date(number):
    assert numbers.allowed(number) and not numbers.is_date(number)


def test_a_row_without_number_takes_it_from_the_article_or_its_position():
    table = read(
        ("", "Преамбула", "а", "б", ""),
        ("", "Статья 7", "а", "б", ""),
        ("83-1.", "Статья 9", "а", "б", ""),
    )
    assert [row.number for row in table.rows] == ["1", "7", "83-1"]
    assert not table.faults


def test_a_position_that_is_taken_gives_way_to_a_free_number():
    table = read(("", "Преамбула", "а", "б", ""), ("", "Статья 1", "а", "б", ""))
    assert [row.number for row in table.rows] == ["3", "1"]
    assert table.warnings[0].line == 2


def test_a_repeated_number_is_a_fault_that_names_both_rows():
    table = read(("5", "", "а", "б", ""), ("6", "", "а", "б", ""), ("5", "", "в", "г", ""))
    assert [row.line for row in table.rows] == [2, 3]
    [(line, sentence)] = sentences(table.faults)
    assert line == 4
    assert "row 2" in sentence


def test_a_number_with_other_characters_is_a_fault():
    table = read(("5/6", "", "а", "б", ""))
    assert [fault.line for fault in table.faults] == [2]


def test_an_empty_wording_is_a_new_provision_or_a_repeal_and_both_empty_a_fault():
    table = read(
        ("1", "Статья 1", "", "новое", ""),
        ("2", "Статья 2", "старое", "", ""),
        ("3", "Статья 3", "", "", "почему"),
    )
    assert [(row.current, row.proposed) for row in table.rows] == [("", "новое"), ("старое", "")]
    assert [fault.line for fault in table.faults] == [4]


def test_the_word_for_nothing_is_read_as_nothing_and_said_so():
    table = read(("1", "", "Отсутствует.", "новое", ""), ("2", "", "старое", "—", ""))
    assert [(row.current, row.proposed) for row in table.rows] == [("", "новое"), ("старое", "")]
    assert [warning.line for warning in table.warnings] == [2, 3]


def test_a_chapter_holds_for_the_rows_below_it():
    table = read(
        ("Раздел III. Президент", "", "", "", ""),
        ("1", "", "а", "б", ""),
        ("", "IV бөлім.\nПарламент", "", "", ""),
        ("2", "", "а", "б", ""),
    )
    chapters = [row.chapter for row in table.rows]
    assert chapters == ["Раздел III. Президент", "IV бөлім. Парламент"]
    assert not table.faults


def test_repeated_headings_column_numbers_and_blank_rows_are_passed_over():
    table = read(
        ("1", "2", "3", "4", "5"), ("7", "", "а", "б", ""), (), RU, ("8", "", "а", "б", "")
    )
    assert [(row.line, row.number) for row in table.rows] == [(3, "7"), (6, "8")]
    assert not table.faults


def test_text_is_kept_but_for_what_cannot_be_stored():
    table = read((" 1 ", "", "  а\u0438\u0306\r\nб\x0b\ufffe \n ", "\tв\u00a0г", "д\ud7ff"))
    row = table.rows[0]
    assert row.current == "  а\u0439\nб"
    assert row.proposed == "\tв\u00a0г"
    assert row.number == "1"


def test_a_wording_past_200_000_characters_is_a_fault_and_one_of_just_that_is_not():
    table = read(("1", "", "а" * 200_000, "б", ""), ("2", "", "а" * 200_001, "б", ""))
    assert [row.line for row in table.rows] == [2]
    assert [fault.line for fault in table.faults] == [3]


def test_5_000_rows_are_read_and_one_more_is_a_fault_of_the_file():
    rows = [(str(n), "", "а", "б", "") for n in range(1, 5_002)]
    assert len(read(*rows[:5_000]).rows) == 5_000
    assert not read(*rows[:5_000]).faults
    assert [fault.line for fault in read(*rows).faults] == [None]


def test_an_unknown_column_is_left_out_with_a_warning():
    table = read(("1", "а", "б", "з"), headings=("№", *RU[2:4], "Заметки юриста"))
    assert "Заметки юриста" in str(table.warnings[0].message)
    assert len(table.rows) == 1


@pytest.mark.parametrize("headings", [("№", "Статья"), RU[:3], ("a", "b")])
def test_a_table_without_the_needed_columns_is_a_fault(headings):
    table = read(("1", "2", "3"), headings=headings)
    assert not table.rows
    assert "proposed wording" in sentences(table.faults)[0][1]


def test_headings_alone_are_a_fault():
    assert [fault.line for fault in read().faults] == [None]
