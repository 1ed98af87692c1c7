"""Defined terms of a draft: capitalised words and phrases that several of its provisions share.

No list of terms is kept: "Kurultai" is found because the draft itself writes it with a capital
inside its sentences. Words of one term are told by their stems: Snowball's for Russian and
English; for Kazakh, whose endings pile up behind the word, by a common beginning.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from consult.core.stems import snowball

LONGEST_TERM = 3
MOST_COMMON = 0.6
"""A term that more of the provisions share tells nothing about one of them."""
SHORTEST_BEGINNING = 4
LONGEST_PASSAGE = 300

_STEMMERS = {"ru": "russian", "en": "english"}
_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=[\w)])[^.!?;\n]+)*[.!?;]?")
_VOWELS = set("аеиоуыэюяй")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_NUMBER = re.compile(r"\s\d")
_KAZAKH_ENDING = re.compile(
    r"(?:[лдт][ае]р)?(?:[ыі]|с[ыі])?(?:[нтд][ыі]ң|н[ыі]|[дт][ыі]|[гғкқн][ае]|[ае]|н|"
    r"н?[дт][ае](?:н|ғ[ыі]|г[іы])?|н[ае]н|[мбп]ен)?\Z"
)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in which a term stands: the words before it, the term as written, the rest."""

    before: str
    term: str
    after: str


@dataclass(frozen=True, slots=True)
class _Place:
    key: Key
    sentence: str
    start: int
    end: int
    opens: bool

    @property
    def text(self) -> str:
        return self.sentence[self.start : self.end]


class Terms:
    """The defined terms of the provisions of one draft in one language."""

    def __init__(
        self, provisions: Mapping[str, str], language: str, beside: Iterable[str] = ()
    ) -> None:
        """Find the terms; the texts `beside` only help to name them in their best form."""
        beside = list(beside)
        stem = _stems([*provisions.values(), *beside], language)
        self._places: dict[Key, dict[str, _Place]] = {}
        written: dict[Key, Counter[tuple[bool, str]]] = {}
        for number, text in provisions.items():
            for place in _places(text, stem):
                self._places.setdefault(place.key, {}).setdefault(number, place)
                written.setdefault(place.key, Counter())[(place.opens, place.text)] += 1
        for place in (place for text in beside for place in _places(text, stem)):
            if place.key in written:
                written[place.key][(place.opens, place.text)] += 1
        inside = {key for key, forms in written.items() if any(not opens for opens, _ in forms)}
        self._names = {
            key: _name(forms)
            for key, forms in written.items()
            if key in inside and self._telling(key, len(provisions))
        }
        self._drop_parts()

    def _telling(self, key: Key, count: int) -> bool:
        shared = len(self._places[key])
        return 2 <= shared <= max(2, MOST_COMMON * count)

    def _drop_parts(self) -> None:
        """Leave out what never stands outside a longer term: "Human" of "Human Rights"."""
        for key in list(self._names):
            for part in _parts(key):
                if self._places.get(part, {}).keys() == self._places[key].keys():
                    self._names.pop(part, None)

    def of(self, number: str) -> list[Key]:
        """Return the terms of a provision, those of the fewest provisions first."""
        found = [key for key in self._names if number in self._places[key]]
        return sorted(found, key=lambda key: (len(self._places[key]), self._names[key]))

    def name(self, key: Key) -> str:
        """Return a term as the draft writes it at best."""
        return self._names[key]

    def others(self, key: Key, number: str) -> dict[str, Passage]:
        """Return the other provisions with a term, each with the first sentence it stands in."""
        places = self._places[key].items()
        return {other: _passage(place) for other, place in places if other != number}


def _places(text: str, stems: Mapping[str, str]) -> Iterator[_Place]:
    """Yield every run of one to three capitalised words."""
    for sentence in (found.group().strip() for found in _SENTENCE.finditer(text)):
        words = list(_WORD.finditer(sentence))
        for first, word in enumerate(words):
            key: Key = ()
            for last in range(first, min(first + LONGEST_TERM, len(words))):
                if not _goes_on(sentence, words, first, last):
                    break
                key += (stems[_folded(words[last].group())],)
                if _NUMBER.match(sentence, words[last].end()):
                    continue
                opens = first == 0 or not sentence[: word.start()].strip(" «\"“'—–-0123456789.)(")
                yield _Place(key, sentence, word.start(), words[last].end(), opens)


def _goes_on(sentence: str, words: list[re.Match[str]], first: int, last: int) -> bool:
    """Tell whether a capitalised word stands here, parted from the one before by a space only."""
    word = words[last]
    if not word.group()[0].isupper() or len(word.group()) < 2:
        return False
    return first == last or sentence[words[last - 1].end() : word.start()] == " "


def _parts(key: Key) -> Iterator[Key]:
    """Yield the shorter runs inside a run."""
    for size in range(1, len(key)):
        yield from (key[at : at + size] for at in range(len(key) - size + 1))


def _name(forms: Counter[tuple[bool, str]]) -> str:
    """Return the form that opens sentences most often: subjects stand in the nominative."""
    order = sorted(forms.items(), key=lambda form: (-form[0][0], -form[1], len(form[0][1])))
    return order[0][0][1]


def _passage(place: _Place) -> Passage:
    before, after = place.sentence[: place.start], place.sentence[place.end :]
    if len(before) > LONGEST_PASSAGE:
        before = "… " + before[-LONGEST_PASSAGE:].partition(" ")[2]
    if len(after) > LONGEST_PASSAGE:
        after = after[:LONGEST_PASSAGE].rpartition(" ")[0] + " …"
    return Passage(before, place.text, after)


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")


def _stems(texts: Iterable[str], language: str) -> dict[str, str]:
    """Return for each word of the texts what stands for all its forms."""
    words = {_folded(word) for text in texts for word in _WORD.findall(text)}
    if language == "kk":
        return _shortest(words, lambda rest: _KAZAKH_ENDING.match(rest) is not None)
    stems = {word: _snowball(word, language) for word in words}
    # Snowball does not know nouns such as "Курултай": it leaves "курулта" and "курулт".
    joined = _shortest(set(stems.values()), lambda rest: rest in _VOWELS)
    return {word: joined[stem] for word, stem in stems.items()}


def _shortest(words: set[str], is_ending: Callable[[str], bool]) -> dict[str, str]:
    """Return for each word the shortest of them that it is a form of."""
    stems: dict[str, str] = {}
    for word in sorted(words, key=len):
        ends = range(SHORTEST_BEGINNING, len(word))
        known = (stems[word[:end]] for end in ends if word[:end] in stems and is_ending(word[end:]))
        stems[word] = next(known, word)
    return stems


@lru_cache(maxsize=20_000)
def _snowball(word: str, language: str) -> str:
    return snowball(_STEMMERS.get(language, "english"), word)
