"""In which language a comment is written."""

from collections import Counter
from time import process_time

import pytest

from consult.comments.language import language_of
from tests.shared_data import needs_data, rows_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мен бұл түзетуді қолдаймын", "kk"),
        ("Мен бул тузетуди колдаймын, окиныш", "kk"),
        ("Маған ұнады", "kk"),
        ("Жаксы жазылган, бирак тусиниксиз", "kk"),
        ("Поддерживаю эту поправку", "ru"),
        ("Против. Кому это нужно?", "ru"),
        ("Қазақстан Республикасы Конституциясының жобасы", "kk"),
        ("В Қостанае все против этой поправки, и мы тоже против", "ru"),
        ("I support this amendment", "en"),
        ("@somebody_with_a_latin_name Полностью согласна с вами", "ru"),
        ("https://example.org/a/long/address/in/latin/letters Читайте здесь", "ru"),
    ],
)
def test_the_language_is_told_with_and_without_kazakh_letters(text: str, language: str):
    assert language_of(text, "en") == language


@pytest.mark.parametrize("text", ["", "12345 !!!", "👍👍", "中文"])
def test_a_text_without_letters_of_ours_takes_the_language_of_the_page(text: str):
    assert language_of(text, "kk") == "kk"


def test_the_longest_comment_is_told_at_once():
    begun = process_time()
    for _ in range(20):
        language_of("Мен бул тузетуди колдаймын " * 185, "ru")
    assert (process_time() - begun) / 20 < 0.02


@needs_data
def test_nearly_all_texts_of_the_test_set_are_told_right():
    right, all_of = Counter(), Counter()
    for row in rows_of("langid/dev.csv"):
        all_of[row["subset"]] += 1
        right[row["subset"]] += language_of(row["text"], "en") == row["lang"]
    assert right.total() / all_of.total() >= 0.95
    assert right["review-no-kk-letters"] / all_of["review-no-kk-letters"] >= 0.75
