"""The words of a text as stems, so that all forms of a word are one, each as it was written.

Russian and English words are stemmed by Snowball, Kazakh ones by the rules of search, for which
Kazakh typed with Russian letters is the same word (`comments/terms.py`).
"""

import re

from consult.comments.terms import LONGEST_WORD, stem_in
from consult.core.text import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
"""Words of one or two letters say nothing of what a text is about."""
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def words_of(text: str) -> list[str]:
    """Return the words of a text as they were written; addresses and numbers are none.

    The capital that only begins a sentence is made small, and so is a text all in capitals.
    """
    text = _NO_WORDS.sub(" ", text)
    if text.isupper():
        return _WORD.findall(text.lower())
    return [
        word.lower() if _begins(text, match.start(), word) else word
        for match in _WORD.finditer(text)
        for word in (match.group(),)
    ]


def _begins(text: str, start: int, word: str) -> bool:
    """Tell whether a word has a capital letter for standing first in its sentence."""
    if not word[0].isupper() or word.isupper():
        return False
    before = text[max(0, start - 6) : start].rstrip(" \t«\"'(–—-")
    return not before or before[-1] in ".!?…:;\n"


def stem_of(word: str, language: str) -> str:
    """Return the stem of one word as it stands in a text of this language."""
    return stem_in(language, fold(word)[:LONGEST_WORD])
