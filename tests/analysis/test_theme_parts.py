"""Quotations, matches of themes with earlier ones, and marks: plain values."""

import pytest

from consult.analysis.quoting import LONGEST, quotation_of
from consult.analysis.stems import words_of
from consult.analysis.theme_matching import matched
from consult.analysis.theme_rules import LONGEST_WORDS, words_of_both
from consult.analysis.theme_words import THEME_MARKS, mark_of

PADDING = "Мы долго думали и спорили об этом всей улицей. " * 8


def test_a_short_text_is_quoted_whole_on_one_line() -> None:
    assert quotation_of("Земля —\nнарода.\n\n Всё.", "ru", []) == "Земля — народа. Всё."


def test_of_a_long_text_the_sentence_with_most_words_of_the_theme_is_quoted() -> None:
    body = f"{PADDING}Аренду земли иностранцами запретите. {PADDING}"
    quoted = quotation_of(body, "ru", ["земля", "аренда"])
    assert quoted == "… Аренду земли иностранцами запретите. …"


def test_a_sentence_that_is_too_long_is_cut_after_a_word() -> None:
    quoted = quotation_of("земля " * 200, "ru", ["земля"])
    assert len(quoted) <= LONGEST + 2
    assert quoted.endswith("земля …")


def test_a_text_of_blanks_and_marks_has_a_quotation() -> None:
    assert quotation_of(" \n ", "kk", ["жер"]) == ""
    assert quotation_of("!" * 400, "kk", ["жер"]).endswith("…")


def test_capitals_of_sentences_and_of_shouting_are_made_small() -> None:
    assert words_of("Земля наша! «Воды нет», Балхаш мелеет.") == (
        ["земля", "наша", "воды", "нет", "Балхаш", "мелеет"]
    )
    assert words_of("ВЕРНИТЕ ПЕНСИЮ") == ["верните", "пенсию"]
    assert words_of("Дым от ТЭЦ, см. https://example.org/dym me@example.org") == ["дым", "ТЭЦ"]


def test_a_theme_found_again_keeps_its_place() -> None:
    before = {7: frozenset({1, 2, 3, 4}), 9: frozenset({5, 6, 7}), 11: frozenset({8})}
    found = [frozenset({5, 6, 10}), frozenset({1, 2, 3, 11}), frozenset({20, 21})]
    assert matched(before, found) == [9, 7, None]


def test_of_two_that_claim_an_earlier_theme_the_nearer_one_is_it() -> None:
    before = {7: frozenset({1, 2, 3, 4, 5, 6})}
    assert matched(before, [frozenset({1, 2}), frozenset({3, 4, 5, 6})]) == [None, 7]
    assert matched(before, [frozenset({6, 90, 91, 92, 93})]) == [None]
    assert matched({}, [frozenset({1})]) == [None]


@pytest.mark.parametrize(
    ("origin", "confirmed", "mark"),
    [
        ("machine", False, "machine"),
        ("machine", True, "confirmed"),
        ("person", True, "person"),
        ("dropped", True, "dropped"),
    ],
)
def test_every_theme_says_who_stands_for_it(origin: str, confirmed: bool, mark: str) -> None:
    assert mark_of(origin, confirmed) == mark
    assert mark in THEME_MARKS


def test_two_themes_in_one_are_known_by_as_many_words_of_both_as_the_form_takes() -> None:
    assert words_of_both(["жер", "земля"], ["су", "земля", "вода"]) == (
        ["жер", "су", "земля", "вода"]
    )
    many = words_of_both([f"слово{n}" for n in range(60)], [f"другое{n}" for n in range(60)])
    assert len(", ".join(many)) <= LONGEST_WORDS and many[:2] == ["слово0", "другое0"]
