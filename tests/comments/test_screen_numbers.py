"""The whole screening, measured: how little of common speech it holds, and no number of a law."""

import random
import re
from itertools import pairwise

import pytest

from consult.comments.screen import LINK, reason_keys, screen, spans_to_mask
from tests.shared_data import SHARED, common_speech, needs_data, texts_of, thirty_rude_words


@needs_data
@common_speech
def test_common_speech_is_hardly_ever_held(file: str, most: float):
    texts = texts_of(file)
    held = [text for text in texts if screen(text, new_account=False, words=thirty_rude_words())]
    assert len(held) <= most * len(texts)


@needs_data
@pytest.mark.parametrize("file", ["kk-formal/ktb_sentences.csv", "kazsandra/dev.csv"])
def test_of_a_new_account_not_more_is_held_where_nobody_links(file: str):
    texts = texts_of(file)
    keys = [reason_keys(screen(one, new_account=True, words=thirty_rude_words())) for one in texts]
    assert sum(LINK in found for found in keys) == 0


@needs_data
def test_nothing_of_a_real_constitution_is_held():
    files = [path for path in (SHARED / "kz-constitution").rglob("*") if path.suffix in TEXTS]
    assert files
    for path in files:
        text = re.sub("<[^>]+>", " ", path.read_text(encoding="utf-8"))
        for line in text.splitlines():
            found = screen(line, new_account=False, words=thirty_rude_words())
            assert [line[one.start : one.end] for one in found] == [], path.name


TEXTS = {".txt", ".md", ".csv", ".json"}


def test_numbers_of_articles_dates_and_sums_are_no_personal_data():
    rng = random.Random(5)
    kinds = [
        lambda: f"статьи {rng.randint(1, 96)}-{rng.randint(1, 9)}, {rng.randint(1, 96)}",
        lambda: f"п. {rng.randint(1, 30)} ст. {rng.randint(1, 96)} закона № {rng.randint(1, 999)}",
        lambda: f"{rng.randint(1, 28):02}.{rng.randint(1, 12):02}.{rng.randint(1990, 2031)}",
        lambda: f"с {rng.randint(1, 28)}.{rng.randint(1, 12)}.2026 по 30.12.2030 года",
        lambda: f"{rng.randint(1, 999)} {rng.randint(0, 999):03} {rng.randint(0, 999):03} тенге",
        lambda: f"{rng.randint(1, 10**12)} теңге",
        lambda: f"{rng.randint(1, 9999)} млн долларов, {rng.randint(1, 99)},{rng.randint(1, 9)} %",
        lambda: f"баптың {rng.randint(1, 30)}-тармағы, {rng.randint(1990, 2031)} жылғы",
        lambda: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}, {rng.randint(1, 200)} из 200",
    ]
    texts = [f"Вот что: {rng.choice(kinds)()}, и всё" for _ in range(3000)]
    assert [text for text in texts if screen(text, new_account=True)] == []


def test_what_is_to_be_masked_is_told_word_by_word_and_never_twice():
    text = "Я, дебил (д е б и л), ИИН 900101300126, пиши a@example.org/x или 8 701 123 45 67."
    spans = spans_to_mask(text, ("дебил",))
    assert [text[start:end] for start, end, _kind in spans] == [
        "дебил", "д е б и л", "900101300126", "a@example.org", "8 701 123 45 67",
    ]  # fmt: skip
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert spans_to_mask("Ничего такого, ст. 83-1 от 15.03.2026", ("дебил",)) == []
