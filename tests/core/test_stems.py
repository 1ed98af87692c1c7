"""Stems are Snowball's own, whichever library computes them, in any number of threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from consult.core.stems import snowball

WORDS = {
    "russian": "депутатов депутаты поправки поправками обсуждение правительству ещё любящими",
    "english": "amendments amended deputies discussing generously skies running",
}
OURS = {"russian": RussianStemmer, "english": EnglishStemmer}


@pytest.mark.parametrize("language", WORDS)
def test_the_quick_library_gives_the_stems_of_the_other_one(language: str) -> None:
    words = WORDS[language].split()
    assert [snowball(language, word) for word in words] == [
        OURS[language]().stemWord(word) for word in words
    ]


def test_threads_do_not_mix_up_their_words() -> None:
    words = [*WORDS["russian"].split()] * 50
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda word: snowball("russian", word), words))
    assert found == [snowball("russian", word) for word in words]
