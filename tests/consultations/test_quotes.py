"""Clauses have keys of their own, and a quotation finds its words again as long as they stand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.consultations.clauses import by_paragraph, clause_at, clauses, clauses_of
from consult.consultations.diff import Mark, paragraphs, word_diff
from consult.consultations.quotes import find_quote, make_quote

WORDINGS = st.text(alphabet="аә1.2) \nбв-", max_size=80)
TEXTS = st.text(alphabet="абвәғ .,\n", min_size=1, max_size=120)
SENTENCE = "The Kurultai consists of one hundred and forty-five deputies elected for five years."


@given(WORDINGS)
def test_every_word_of_a_wording_stands_in_one_clause_and_every_key_once(text: str) -> None:
    found = clauses(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert len({one.key for one in found}) == len(found)
    outside, at = "", 0
    for one in found:
        outside, at = outside + text[at : one.start], one.end
        assert clause_at(found, one.start) == one
    assert not (outside + text[at:]).strip()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1. One.\n2. Two.", ["1", "2"]),
        ("One.\n\n  Two.\n", ["p1", "p2"]),
        ("3-1. One:\n1) first;\n2) second;\n4. Four.", ["3-1", "3-1.1", "3-1.2", "4"]),
        ("1. Он:\n1) раз:\nа) два;\nб) три.", ["1", "1.1", "1.1.a", "1.1.b"]),
        ("1. Ол:\n1) бір:\nа) екі;\nә) үш.", ["1", "1.1", "1.1.a", "1.1.b"]),
        ("1) One;\n2.1) two;\n2.1) again.", ["1", "2.1", "2.1_2"]),
        ("1. One.\nIt goes on.\n1. Again.", ["1", "p2", "1_2"]),
        ("1995 was a year.\n5 deputies.", ["p1", "p2"]),
        ("", []),
    ],
)
def test_a_clause_is_keyed_by_its_own_number(text: str, keys: list[str]) -> None:
    assert [one.key for one in clauses(text)] == keys


def test_a_repeal_is_spoken_of_by_the_clauses_that_go() -> None:
    assert [one.key for one in clauses_of("1. Old.\n2. Older.", "")] == ["1", "2"]


@given(WORDINGS, WORDINGS)
@example("2", "1\n 2")
def test_every_clause_begins_in_one_paragraph_of_the_diff(current: str, proposed: str) -> None:
    cut = paragraphs(word_diff(current, proposed))
    begun = by_paragraph(cut, current, proposed)
    assert len(begun) == len(cut)
    assert [one for one in begun if one] == clauses_of(current, proposed)


def test_a_paragraph_that_goes_has_no_clause() -> None:
    cut = paragraphs(word_diff("1. Stays.\n2. Goes away.\n", "1. Stays.\n"))
    begun = by_paragraph(cut, "1. Stays.\n2. Goes away.\n", "1. Stays.\n")
    assert [one and one.key for one in begun] == ["1", None]
    assert {run.mark for run in cut[1]} == {Mark.DELETE}


@given(TEXTS, st.data())
def test_any_passage_is_found_again_in_the_same_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = make_quote(text, start, end)
    found = find_quote(text, quote)
    assert found
    assert make_quote(text, *found) == quote


@given(st.integers(0, 70), st.integers(3, 14), TEXTS, TEXTS)
def test_a_passage_survives_edits_elsewhere(at: int, size: int, before: str, after: str) -> None:
    quote = make_quote(SENTENCE, at, at + size)
    edited = f"{before}\n{SENTENCE}\n{after}"
    found = find_quote(edited, quote)
    assert found
    assert edited[found.start : found.end] == SENTENCE[at : at + size]


@given(TEXTS, TEXTS)
def test_a_passage_that_was_deleted_is_not_found(before: str, after: str) -> None:
    text = f"{before}{SENTENCE}{after}"
    quote = make_quote(text, len(before), len(before) + len(SENTENCE))
    assert find_quote(before + after, quote) is None


@given(TEXTS, TEXTS)
def test_whatever_is_found_lies_in_the_text(text: str, other: str) -> None:
    found = find_quote(text, make_quote(other, 0, len(other)))
    assert found is None or 0 <= found.start < found.end <= len(text)


def test_of_several_places_the_one_with_its_surroundings_is_found() -> None:
    text = "The Senate elects its Chair. The Kurultai elects its Chair. The Court has none."
    second = text.index("its Chair", 30)
    quote = make_quote(text, second, second + 9)
    assert find_quote(f"An introduction. {text}", quote) == (second + 17, second + 26)
    without = text.replace("The Senate elects its Chair. ", "")
    assert find_quote(without, quote) == (without.index("its"), without.index("its") + 9)


def test_a_passage_is_found_where_a_word_within_it_changed() -> None:
    quote = make_quote(SENTENCE, 4, 64)
    changed = "In the Republic " + SENTENCE.replace("forty-five", "forty-six")
    found = find_quote(changed, quote)
    assert found
    passage = changed[found.start : found.end]
    assert passage.startswith("Kurultai") and "forty-six deputies" in passage


def test_a_passage_of_which_half_is_new_is_gone() -> None:
    quote = make_quote(SENTENCE, 0, len(SENTENCE))
    assert find_quote("The Kurultai sits in two chambers, a Senate and a Mazhilis.", quote) is None
    assert find_quote("", quote) is None
