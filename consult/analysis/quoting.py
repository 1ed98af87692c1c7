"""A short quotation of a comment: the sentences that say most of what its theme is about."""

import re
from collections.abc import Collection

from consult.analysis.stems import stem_of, words_of

LONGEST = 280
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def quotation_of(body: str, language: str, words: Collection[str]) -> str:
    """Return a text whole if it is short, else its sentence with most of the theme's words.

    Of equal ones the first; a sentence that is too long is cut after a word. What was left out is
    marked by dots.
    """
    text = " ".join(body.split())
    if len(text) <= LONGEST:
        return text
    stems = {stem_of(word, language) for word in words}
    sentences = [" ".join(one.split()) for one in _SENTENCE.split(body) if one.strip()]
    told = [len(stems & {stem_of(word, language) for word in words_of(one)}) for one in sentences]
    place = told.index(max(told))
    quoted = sentences[place] if place == 0 else f"… {sentences[place]}"
    if len(quoted) > LONGEST:
        return quoted[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " …"
    return quoted if place == len(sentences) - 1 else f"{quoted} …"
