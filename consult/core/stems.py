"""The stems of Russian and English words, by Snowball."""

import threading
from typing import Any

import snowballstemmer

_of_thread = threading.local()


def snowball(language: str, word: str) -> str:
    """Return the stem of a word in small letters; `language` is russian or english."""
    # A stemmer holds the word it works on, so threads must not share one.
    stemmers: dict[str, Any] = _of_thread.__dict__
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(language)
    return str(stemmers[language].stemWord(word))
