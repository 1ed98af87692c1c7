"""The headings of real comparative tables are understood in three languages."""

import pytest

from consult.imports.csv_table import csv_grid
from consult.imports.headings import find_columns, recognise
from tests.imports.files import csv_bytes

KNOWN = {
    "number": ["№", "№ п/п", "№\nп/п", "Р/с №", "р/с", "No.", "Number", "Номер", "Нөмірі", "#"],
    "element": [
        "Структурный элемент",
        "Құрылымдық элемент",
        "Статья",
        "Бап",
        "Номер статьи",
        "Article",
        "Наименование структурного элемента",
        "СТРУКТУРНЫЙ\u00a0ЭЛЕМЕНТ:",
    ],
    "title": ["Атауы", "Наименование", "Название статьи", "Баптың атауы", "Title", "Article title"],
    "current": [
        "Действующая редакция",
        "действующая  редакция:",
        "Действующая редакция Конституции Республики Казахстан",
        "Қолданыстағы редакция",
        "ҚОЛДАНЫСТАҒЫ РЕДАКЦИЯСЫ",
        "Current wording",
        "Wording in force",
    ],
    "proposed": [
        "Предлагаемая редакция",
        "Предлагаемая\nредакция",
        "Новая редакция",
        "Ұсынылатын редакция",
        "Жаңа редакция",
        "Proposed wording",
    ],
    "rationale": [
        "Обоснование",
        "Обоснование предлагаемых изменений",
        "Негіздеме",
        "Ұсынылатын өзгерістің негіздемесі",
        "Rationale",
        "Автор изменения и его обоснование",
    ],
}


@pytest.mark.parametrize(
    ("column", "heading"), [(name, text) for name, texts in KNOWN.items() for text in texts]
)
def test_a_heading_of_real_life_names_its_column(column, heading):
    assert recognise(heading)[0] == column


@pytest.mark.parametrize("text", ["", "Примечание", "1", "Республика Казахстан", "Предл" * 100])
def test_other_text_names_no_column(text):
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("headings", "language"),
    [
        (("Р/с №", "Бап", "Қолданыстағы редакция", "Ұсынылатын редакция", "Негіздеме"), "kk"),
        (("№", "Статья", "Действующая редакция", "Предлагаемая редакция"), "ru"),
        (("№", "Current wording", "Proposed wording"), "en"),
    ],
)
def test_the_headings_tell_the_language(headings, language):
    grid, _ = csv_grid(csv_bytes([headings]))
    assert find_columns(grid).language == language


@pytest.mark.parametrize(
    ("headings", "current", "proposed"),
    [
        (("Действующая редакция", "Редакция законопроекта"), 0, 1),
        (("Редакция законопроекта", "Редакция предлагаемого изменения"), 0, 1),
    ],
)
def test_the_wording_of_a_draft_takes_the_side_that_is_free(headings, current, proposed):
    grid, _ = csv_grid(csv_bytes([headings]))
    places = find_columns(grid).places
    assert (places["current"].start, places["proposed"].start) == (current, proposed)
