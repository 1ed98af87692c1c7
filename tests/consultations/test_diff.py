"""The diff is exact to the byte, keeps what difflib keeps, and reads as a lawyer would tell it."""

import json
import random
import re
import time
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.alignment import WORD
from consult.consultations.diff import (
    Change,
    Mark,
    Run,
    decode,
    encode,
    kept_share,
    kind_of_change,
    paragraphs,
    side_by_side,
    word_diff,
)

SHARED = Path(__file__).parents[3] / "shared" / "data" / "kz-constitution"
PAIRS = SHARED / "pairs_1995_2026_ru_dev.json"
FULL_TEXT = SHARED / "constitution_1995_ru.md"
SIGNS = {Mark.KEEP: ("", ""), Mark.DELETE: ("{-", "-}"), Mark.INSERT: ("{+", "+}")}

OUR_PAIRS = {
    "english": (
        "1. The Parliament consists of two Chambers.\n2. A deputy serves for five years.",
        "1. The Kurultai consists of 145 deputies.\n2. A deputy serves for five years, once.",
    ),
    "kazakh": (
        "1. Парламент екі Палатадан тұрады.\n2. Депутаттың өкілеттік мерзімі – бес жыл.",
        "1. Құрылтай жүз қырық бес депутаттан тұрады.\n2. Депутат өкілеттігінің мерзімі – бес жыл.",
    ),
}


def shown(runs: list[Run]) -> str:
    return "".join(SIGNS[run.mark][0] + run.text + SIGNS[run.mark][1] for run in runs)


def side(runs: list[Run], mark: Mark) -> str:
    return "".join(run.text for run in runs if run.mark in (Mark.KEEP, mark))


def difflib_share(current: list[str], proposed: list[str]) -> float:
    return SequenceMatcher(None, current, proposed, autojunk=False).ratio()


def share_without_punctuation(runs: list[Run], current: str, proposed: str) -> float:
    kept = sum(len(WORD.findall(run.text)) for run in runs if run.mark is Mark.KEEP)
    words = len(WORD.findall(current)) + len(WORD.findall(proposed))
    return 2 * kept / words if words else 1.0


def assert_words_are_whole(runs: list[Run], mark: Mark) -> None:
    text, place = side(runs, mark), 0
    for run in runs:
        if run.mark in (Mark.KEEP, mark):
            place += len(run.text)
            around = text[max(0, place - 1) : place + 1]
            assert len(around) < 2 or not around.isalnum(), around


def assert_sound(current: str, proposed: str) -> list[Run]:
    started = time.perf_counter()
    runs = word_diff(current, proposed)
    assert time.perf_counter() - started < 1
    assert side(runs, Mark.DELETE) == current
    assert side(runs, Mark.INSERT) == proposed
    assert all(run.text for run in runs)
    assert all(one.mark is not two.mark for one, two in pairwise(runs))
    assert_words_are_whole(runs, Mark.DELETE)
    assert_words_are_whole(runs, Mark.INSERT)
    assert kept_share(runs) >= difflib_share(current.split(), proposed.split()) - 1e-12
    assert decode(json.loads(json.dumps(encode(runs)))) == runs
    cut = [run for paragraph in paragraphs(runs) for run in paragraph]
    assert [side(cut, mark) for mark in Mark] == [side(runs, mark) for mark in Mark]
    rows = side_by_side(runs)
    assert "".join(side(left, Mark.DELETE) for left, _ in rows) == current
    assert "".join(side(right, Mark.INSERT) for _, right in rows) == proposed
    return runs


def real_pairs() -> list[dict[str, str]]:
    if not PAIRS.exists():
        pytest.skip("the constitution pairs (../shared/data/kz-constitution) are not here")
    pairs: list[dict[str, str]] = json.loads(PAIRS.read_text(encoding="utf-8"))
    return pairs


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


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
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
    started = time.perf_counter()
    runs = word_diff(text, copy)
    assert time.perf_counter() - started < 2
    assert (side(runs, Mark.DELETE), side(runs, Mark.INSERT)) == (text, copy)
    assert kept_share(runs) > 0.9


def test_texts_without_a_common_phrase_do_not_take_long_either():
    chance = random.Random(1)
    one, other = (" ".join(chance.choices("abcdefgh", k=40_000)) for _ in range(2))
    started = time.perf_counter()
    runs = word_diff(one, other)
    assert time.perf_counter() - started < 3
    assert (side(runs, Mark.DELETE), side(runs, Mark.INSERT)) == (one, other)


GOLDEN = {
    "a changed word form is deleted and inserted whole": (
        "Қазақстан Республикасының азаматтары тең.",
        "Қазақстан Республикасы азаматының құқығы тең.",
        "Қазақстан {-Республикасының азаматтары-}{+Республикасы азаматының құқығы+} тең.",
    ),
    "a list of changed words is one phrase": (
        "государством демократическим, светским, правовым и единым",
        "государство демократическое, светское, правовое и единое",
        "{-государством демократическим, светским, правовым-}"
        "{+государство демократическое, светское, правовое+} и {-единым-}{+единое+}",
    ),
    "an added word leaves the punctuation alone": (
        "Гражданин Республики, достигший возраста.",
        "Гражданин Республики Казахстан, достигший возраста.",
        "Гражданин Республики{+ Казахстан+}, достигший возраста.",
    ),
    "an inserted paragraph ends in its own break": (
        "1. Alpha.\n3. Gamma.",
        "1. Alpha.\n2. Beta.\n3. Gamma.",
        "1. Alpha.\n{+2. Beta.\n+}3. Gamma.",
    ),
    "a renumbered clause stands beside its old number": (
        "1. Свобода слова.\n2. Не допускается пропаганда войны.",
        "1. Свобода слова.\n2. Цензура запрещена.\n3. Не допускается пропаганда войны.",
        "1. Свобода слова.\n2. {+Цензура запрещена.\n3. +}Не допускается пропаганда войны.",
    ),
    "paragraphs that come before a renumbered clause stand by themselves": (
        "1. Цензура запрещается.\n3. Не допускаются пропаганда или агитация.",
        "1. Цензура запрещается.\n4. Честь охраняется законом.\n6. Не допускаются пропаганда.",
        "1. Цензура запрещается.\n{+4. Честь охраняется законом.\n+}{-3.-}{+6.+} "
        "Не допускаются пропаганда{- или агитация-}.",
    ),
    "an article number is one word": (
        "согласно статье 83-1.",
        "согласно статье 83-2.",
        "согласно статье {-83-1-}{+83-2+}.",
    ),
    "quotation marks stay when the quoted word changes": (
        "слово «Парламент» заменить",
        "слово «Курултай» заменить",
        "слово «{-Парламент-}{+Курултай+}» заменить",
    ),
    "a split sentence shows where it was split": (
        "1. Каждый имеет право на признание и вправе защищать свои права.",
        "1. Каждый имеет право на признание.\nКаждый человек вправе защищать свои права.",
        "1. Каждый имеет право на признание{- и-}{+.\nКаждый человек+} вправе защищать свои права.",
    ),
    "a sentence is never merged with the change after it": (
        "Тайна переписки. Ограничения допускаются.",
        "Тайна связи. Ограничение допускается.",
        "Тайна {-переписки-}{+связи+}. {-Ограничения допускаются-}{+Ограничение допускается+}.",
    ),
    "a soft hyphen is part of its word": (
        "консти\u00adтуция принята",
        "конституция принята",
        "{-консти\u00adтуция-}{+конституция+} принята",
    ),
    "a combining mark is part of its letter": ("и\u0306од", "йод", "{-и\u0306од-}{+йод+}"),
    "a dash between blanks is a word": ("–", "и – и", "{+и +}–{+ и+}"),
    "only the blank changes": ("статья\u00a05", "статья 5", "статья{-\u00a0-}{+ +}5"),
    "only the line end changes": ("a\r\nb", "a\nb", "a{-\r\n-}{+\n+}b"),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_it_reads_well_when(case):
    current, proposed, expected = GOLDEN[case]
    assert shown(assert_sound(current, proposed)) == expected


def test_two_words_that_changed_apart_stay_apart():
    runs = word_diff("The President shall appoint judges.", "The Kurultai shall elect judges.")
    assert runs == [
        Run(Mark.KEEP, "The "),
        Run(Mark.DELETE, "President"),
        Run(Mark.INSERT, "Kurultai"),
        Run(Mark.KEEP, " shall "),
        Run(Mark.DELETE, "appoint"),
        Run(Mark.INSERT, "elect"),
        Run(Mark.KEEP, " judges."),
    ]


def test_a_stray_word_is_given_up_where_difflib_keeps_it_no_more():
    for pair in real_pairs():
        if (pair["article_1995"], pair["article_2026"]) == ("1", "3"):
            assert len(word_diff(pair["old_text"], pair["new_text"])) <= 10


def test_long_replaced_paragraphs_keep_the_blanks_and_points_at_their_edges():
    old, new = (" ".join(f"{word}{place}" for place in range(400)) for word in ("old", "new"))
    runs = assert_sound(f"1. {old}.\nEnd.", f"1. {new}.\nEnd.")
    assert shown(runs) == f"1. {{-{old}-}}{{+{new}+}}.\nEnd."


def test_equal_and_empty_texts_need_no_change():
    assert word_diff("a\nb", "a\nb") == [Run(Mark.KEEP, "a\nb")]
    assert word_diff("", "") == []
    assert word_diff("", "new") == [Run(Mark.INSERT, "new")]
    assert word_diff("old", "") == [Run(Mark.DELETE, "old")]


@pytest.mark.parametrize(
    ("current", "proposed", "kind"),
    [
        ("a", "a", Change.UNCHANGED),
        ("", "", Change.UNCHANGED),
        (" \n", "a", Change.NEW),
        ("a", "", Change.REPEALED),
        ("a", "b", Change.CHANGED),
    ],
)
def test_the_kind_of_change_is_told(current, proposed, kind):
    assert kind_of_change(current, proposed) is kind


def test_paragraphs_are_cut_after_their_breaks_whatever_their_mark():
    runs = word_diff("One.\n\nTwo.\nFour.", "One.\n\nThree.\nFour.\nFive.")
    assert [shown(paragraph) for paragraph in paragraphs(runs)] == [
        "One.\n\n",
        "{-Two-}{+Three+}.\n",
        "Four.{+\n+}",
        "{+Five.+}",
    ]


def test_a_dropped_break_puts_both_paragraphs_beside_the_joined_one():
    rows = side_by_side(word_diff("First.\nSecond.\nThird.", "First. Second.\nThird."))
    assert [(shown(left), shown(right)) for left, right in rows] == [
        ("First.{-\n-}Second.\n", "First.{+ +}Second.\n"),
        ("Third.", "Third."),
    ]


def test_deleted_paragraphs_stand_beside_the_inserted_ones():
    runs = [
        Run(Mark.DELETE, "a\nb\n"),
        Run(Mark.INSERT, "x\n"),
        Run(Mark.KEEP, "end"),
    ]
    assert [(shown(left), shown(right)) for left, right in side_by_side(runs)] == [
        ("{-a\n-}", "{+x\n+}"),
        ("{-b\n-}", ""),
        ("end", "end"),
    ]


def test_the_kept_share_counts_whole_words_of_both_texts():
    assert kept_share(word_diff("a b c d", "a b x d")) == 0.75
    assert kept_share(word_diff("a b.", "a b")) == 0.5
    assert kept_share([]) == 1.0
