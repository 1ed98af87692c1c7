"""The diff reads as a lawyer would tell it, and is cut for display without losing a letter."""

import pytest

from consult.consultations.diff import (
    Change,
    Mark,
    Run,
    kind_of_change,
    paragraphs,
    side_by_side,
    word_diff,
)
from tests.consultations.diffs import assert_sound, kept_share, real_pairs, shown, side

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


def test_a_number_goes_with_the_paragraph_that_bears_it_now():
    current = "1. One.\n2. The Senate is gone.\n3. The Mazhilis has 98 deputies.\n4. End."
    proposed = "1. One.\n2. The Kurultai has 145 deputies.\n3. End."
    runs = word_diff(current, proposed)
    cut = paragraphs(runs)
    assert [shown(paragraph) for paragraph in cut] == [
        "1. One.\n",
        "{-2. The Senate is gone.\n-}",
        "{-3. The Mazhilis has 98-}{+2. The Kurultai has 145+} deputies.\n",
        "{-4.-}{+3.+} End.",
    ]
    flat = [run for paragraph in cut for run in paragraph]
    assert (side(flat, Mark.DELETE), side(flat, Mark.INSERT)) == (current, proposed)
