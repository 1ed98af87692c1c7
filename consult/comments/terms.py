"""The words by which comments are found: folded to what any keyboard types, and stemmed.

A Cyrillic word leaves two traces, since nobody says whether it is Russian or Kazakh typed without
Kazakh letters: "r" with its Russian stem (Snowball), and its Kazakh stem. A word with a Kazakh
letter leaves the Kazakh one only. Only Snowball's stemmers and plain values are used here.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from consult.core.stems import snowball
from consult.core.text import fold

MOST_WORDS = 8
"""How many words of a query are looked for."""
LONGEST_QUERY = 200
LONGEST_WORD = 40
WITH_SUGGESTION = "w1"
"""The word that stands for suggesting other wording."""
WITH_ANSWER = "w2"
"""The word that stands for having a published official answer."""
MADE_BY = "v3"
"""The word that stands for these rules in all terms: raise it with them, and they are made anew."""
SHORTEST_PREFIX = 4
"""Shorter beginnings would find half of the language."""

_WORDS = re.compile(r"[^\W\d_]+|[0-9]+")
_KAZAKH = re.compile("[әғқңөұүһі]")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]+")
_LATIN = re.compile("[a-z]+")
_TYPED = str.maketrans("әғқңөұүһіё", "агкноуухие")
_VOICELESS = {"г": "к", "б": "п"}

_ENDINGS = frozenset(
    """
    лар лер дар дер тар тер
    дын дин тын тин нын нин дан ден тан тен нан нен мен бен пен да де та те га ге ка ке
    ды ди ты ти ны ни дагы деги тагы теги ында инде ына ине ынан инен
    сында синде сына сине сынан синен сын син сы си ымыз имиз мыз миз ыныз иниз ныз низ
    ым им ын ин ы и
    """.split()  # noqa: SIM905 - read as one list
)
"""Endings of number, case and possession, in folded letters."""
_SIZES = sorted({len(one) for one in _ENDINGS}, reverse=True)
"""How long they are, the longest first."""
_POSSESSION = {one for one in _ENDINGS if one[0] == "с"}
_SHORTEST_STEM = 3
_MOST_ENDINGS = 4
_VOWELS = "аеиоуыэюя"
_TWO_LETTERS = re.compile(f"[{_VOWELS}][^{_VOWELS}]")
"""The short words that take endings of their own: ел, іс, үй, ой. Shorter stems say nothing."""
_NO_FORMS = {"ерте", "енди", "алды", "орта"}
"""Frequent words that only look like forms of such short ones: early, now, before, middle."""
_FLEETING = re.compile(f"(?<=[{_VOWELS}])([^{_VOWELS}]+|у)[ыи](?=[кнзп]$)")
"""The vowel that a word loses before an ending: орын and орны, халық and халқы, ауыз and аузы."""


class Term(NamedTuple):
    """A stored word to look for, or (`begins`) the beginning of one."""

    text: str
    begins: bool = False


def terms_of(text: str) -> str:
    """Return the words of a text as search finds them, joined by spaces."""
    return " ".join(trace for word in _words(text) for trace in _traces(word))


def place_of(amendment_id: int) -> str:
    """Return the word that stands for an amendment, so that the index itself tells them apart.

    No text of a citizen gives it: there letters and digits are words of their own.
    """
    return f"a{amendment_id}"


def mark_of(kind: str, value: str | int) -> str:
    """Return the word that stands for a property: `s` stance, `l` language, `c` clause, `u` author.

    It mixes letters and digits as well: nobody's text can imitate it.
    """
    return f"{kind}{value}" if isinstance(value, int) else kind + value.encode().hex()


def marks_of(comment: Any) -> list[str]:
    """Return the words for all by which comments are filtered, so that one index knows them all."""
    marks = [MADE_BY, place_of(comment.amendment_id), mark_of("u", comment.author_id)]
    named = {"s": comment.stance, "l": comment.language, "c": comment.clause}
    marks += [mark_of(kind, value) for kind, value in named.items() if value]
    marks += [WITH_SUGGESTION] if comment.suggestion else []
    return [*marks, WITH_ANSWER] if comment.answered_at else marks


def query_of(text: str) -> list[list[Term]]:
    """Return what a comment must hold: of each word typed, one of its alternatives.

    Words of one or two letters count only where nothing longer was typed.
    """
    words = list(dict.fromkeys(_words(text[:LONGEST_QUERY])))
    words = [word for word in words if len(word) > 2 or word.isdigit()] or words
    return [_alternatives(word) for word in words[:MOST_WORDS]]


def stem_in(language: str, word: str) -> str:
    """Return the one stem of a folded word in a text of this language; of a number nothing.

    It is the same however a Kazakh word was typed, and differs between Russian and Kazakh.
    """
    traces = _traces(word)
    return "" if word.isdigit() else traces[-1] if language == "kk" else traces[0]


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORDS.findall(fold(text))]


@lru_cache(maxsize=50_000)
def _traces(word: str) -> tuple[str, ...]:
    typed = word.translate(_TYPED)
    if _LATIN.fullmatch(word):
        return (snowball("english", word),)
    if not _CYRILLIC.fullmatch(word):
        return (word,)
    kazakh = _kazakh_stem(typed)
    return (kazakh,) if _KAZAKH.search(word) else ("r" + snowball("russian", typed), kazakh)


def _alternatives(word: str) -> list[Term]:
    typed = word.translate(_TYPED)
    found = [Term(trace) for trace in _traces(word)]
    if _CYRILLIC.fullmatch(word) and not _KAZAKH.search(word):
        found.append(Term(_kazakh_stem(snowball("russian", typed))))
    if len(word) >= SHORTEST_PREFIX and not word.isdigit():
        found.append(Term(typed, begins=True))
    return list(dict.fromkeys(found))


def _kazakh_stem(word: str) -> str:
    """Return a folded word without its endings; a voiced last letter becomes voiceless again.

    The vowel of the last syllable goes where some forms of such words lose it.
    """
    for _ in range(_MOST_ENDINGS):
        tails = (word[-size:] for size in _SIZES)
        ending = next((one for one in tails if one in _ENDINGS and _may_go(one, word)), "")
        if not ending:
            break
        word = word.removesuffix(ending)
    return _FLEETING.sub(r"\1", word[:-1] + _VOICELESS.get(word[-1], word[-1]))


def _may_go(ending: str, word: str) -> bool:
    rest = word.removesuffix(ending)
    if rest == word:
        return False
    if ending in _POSSESSION and (rest[-1:] not in _VOWELS or re.search("[^ш][ыи]$", rest)):
        return False  # Дауысы is дауыс with ы; only after a vowel the ending is сы.
    if len(rest) >= _SHORTEST_STEM:
        return True
    after_consonant = ending[0] not in _VOWELS and ending not in {"ны", "ни"} and len(ending) > 1
    return after_consonant and bool(_TWO_LETTERS.fullmatch(rest)) and word not in _NO_FORMS
