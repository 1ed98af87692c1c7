"""The diff is exact to the byte, keeps what difflib keeps, and reads as a lawyer would tell it."""

import random
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.alignment import WORD
from consult.consultations.diff import (
    Mark,
    word_diff,
)
from tests.consultations.diffs import (
    FULL_TEXT,
    OUR_PAIRS,
    assert_sound,
    difflib_share,
    kept_share,
    real_pairs,
    share_without_punctuation,
    side,
)


def edited(text: str, rate: float, seed: int = 1) -> str:
    chance, pieces = random.Random(seed), []
    for word in re.findall(r"\S+\s*", text):
        draw = chance.random() / rate
        pieces.append("" if draw < 1 else f"новое {word}" if draw < 2 else word)
    return "".join(pieces)


VOCABULARY = (
    "и в на не Республика Республики Казахстан Қазақстан халық закон закона, законом. право "
    "1. 2. 83-1 «Курултай» the state, people's – (а) б) consti\u00adtution и\u0306од"
)
WORDS = st.sampled_from(VOCABULARY.split())
BLANKS = st.sampled_from([" "] * 12 + ["\n", "\n", "\n\n", "\r\n", "\u00a0", "  ", "\t", ""])
TEXTS = st.lists(st.tuples(WORDS, BLANKS), max_size=60)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(0, 8), st.lists(st.tuples(WORDS, BLANKS), max_size=6)
    ),
    max_size=8,
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, EDITS)
def test_random_edits_rebuild_both_texts_and_keep_what_difflib_keeps(pieces, edits):
    after = list(pieces)
    for place, length, new in edits:
        after[place : place + length] = new
    assert_sound("".join(map("".join, pieces)), "".join(map("".join, after)))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_strings_are_rebuilt(current, proposed):
    runs = word_diff(current, proposed)
    assert side(runs, Mark.DELETE) == current
    assert side(runs, Mark.INSERT) == proposed
    assert kept_share(runs) >= difflib_share(current.split(), proposed.split()) - 1e-12


def test_the_real_pairs_are_sound_whatever_a_word_is_taken_to_be():
    pairs = real_pairs()
    assert len(pairs) == 14
    for pair in pairs:
        current, proposed = pair["old_text"], pair["new_text"]
        share = share_without_punctuation(assert_sound(current, proposed), current, proposed)
        assert share >= difflib_share(WORD.findall(current), WORD.findall(proposed)) - 1e-12


@pytest.mark.parametrize("name", OUR_PAIRS)
def test_pairs_in_kazakh_and_english_are_sound(name):
    assert_sound(*OUR_PAIRS[name])


def test_fifty_thousand_words_against_an_edited_copy_take_under_two_seconds():
    if FULL_TEXT.exists():
        text = FULL_TEXT.read_text(encoding="utf-8") * 5
    else:
        text = " ".join(f"слово{random.Random(place).randrange(3000)}" for place in range(50_000))
    copy = edited(text, 0.04)
    started = time.process_time()
    runs = word_diff(text, copy)
    assert time.process_time() - started < 2
    assert (side(runs, Mark.DELETE), side(runs, Mark.INSERT)) == (text, copy)
    assert kept_share(runs) > 0.9


def test_texts_without_a_common_phrase_do_not_take_long_either():
    chance = random.Random(1)
    one, other = (" ".join(chance.choices("abcdefgh", k=40_000)) for _ in range(2))
    started = time.process_time()
    runs = word_diff(one, other)
    assert time.process_time() - started < 3
    assert (side(runs, Mark.DELETE), side(runs, Mark.INSERT)) == (one, other)
