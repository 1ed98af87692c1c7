"""Words of a list are found in their disguises, and common words are never taken for them."""

from time import process_time

import pytest

from consult.comments.disguise import Words
from tests.comments.disguises import DISGUISES
from tests.shared_data import common_speech, needs_data, rude_words, texts_of, thirty_rude_words

LISTED = Words(["дебил", "говно", "тупая башка", "жопа"])


@pytest.mark.parametrize(
    "text",
    [
        "дебил", "ДЕБИЛ!", "дебилы", "о дебилах", "дeбил", "д3бил", "де6ил", "дебииил", "д е б и л",
        "д.е.б.и.л", "д-е-б-и-л", "д_е_б_и_л", "д*бил", "де**л", "дебил***", "д#б#л", "де\u200bбил",
        "д̶е̶б̶и̶л̶", "debil", "ｄｅｂｉｌ", "дебіл", "гавно? нет: говно", "(говно)", "гοвнο", "ж0па",
        "ЖөПә", "жоопа", "тупая башка", "тупая   башка", "туnая башка", "наш д е б и л пришёл",
    ],
)  # fmt: skip
def test_a_listed_word_is_found_in_its_disguise(text: str):
    assert LISTED.find(f"Вот что я скажу: {text} и больше ничего")


@pytest.mark.parametrize(
    "text",
    [
        "жоқ", "дәл", "түрі", "Бұл дұрыс жоба емес, өте көп мәселе бар", "жопакет", "подебил",
        "и я в и о а у нас", "а б в г д", "тупая пила, умная башка", "Статья 5*, пункт 3!", "***",
        "говорят?", "де?", "Go! Go!", "him and her", "2 * 2 = 4", "", "…", "д", "дебет и кредит",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert LISTED.find(text) == []


def test_a_hit_says_where_in_the_text_it_stands():
    text = "Это \u200bд\u200b е б и л, ей-богу"
    (hit,) = LISTED.find(text)
    assert hit.entry == "дебил"
    assert text[hit.start : hit.end].replace("\u200b", "") == "д е б и л"


def test_an_empty_list_and_entries_of_no_letters_find_nothing():
    assert Words([]).find("дебил") == []
    assert Words(["", "!!!", "х" * 500]).find("!!! " + "х" * 500) == []


def test_hostile_texts_take_no_longer_than_plain_ones():
    begun = process_time()
    for text in ("* " * 2500, "х " * 2500, "*х" * 2500, "х.у." * 1250, "д" * 5000, "3" * 5000):
        LISTED.find(text)
    assert process_time() - begun < 3


@needs_data
def test_nine_of_ten_disguised_words_are_held():
    words = thirty_rude_words()
    listed = Words(words)
    texts = [f"Скажу так, {disguise(word)} и всё" for word in words for disguise in DISGUISES]
    assert sum(bool(listed.find(text)) for text in texts) >= 0.9 * len(texts)


@needs_data
@common_speech
def test_common_speech_is_hardly_ever_held(file: str, most: float):
    listed, texts = Words(rude_words()), texts_of(file)
    assert sum(bool(listed.find(text)) for text in texts) <= most * len(texts)
