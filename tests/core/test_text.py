"""Citizens' text at the door."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.text import clean, clean_line, clean_paragraphs, fold


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_forbids_is_taken_out(bad: str) -> None:
    assert clean(f"a{bad}b") == "ab"


def test_letters_are_composed_and_line_ends_are_one_kind() -> None:
    assert clean("и\u0306\r\nе\u0308\r") == "й\nё\n"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


def test_a_tower_of_marks_is_cut_before_it_costs_time() -> None:
    begin = time.process_time()
    assert len(clean("a" + "\u0315\u0300" * 100_000)) < 40
    assert time.process_time() - begin < 1


def test_heaps_of_empty_lines_become_one() -> None:
    assert clean_paragraphs("  a  \n\n\n\n b \n") == "a\n\n b"
    assert clean_line(" a \n b\u00a0c ") == "a b c"


def test_texts_that_read_the_same_fold_to_the_same() -> None:
    assert fold("ҚҰРЫЛТАЙ\u200b ") == fold("құрылтай")
    assert fold("Straße") == fold("STRASSE")
