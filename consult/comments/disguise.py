"""Finds the words of a list in a text, in the disguises that people give them.

Disguises: letters of other alphabets and digits that look or sound alike (xyй, пи3да, huj), letters
stretched (хууй), spaced or pointed (х у й, х.у-й), masked (х*й, п****ц), invisible signs between
letters. A token is found where its letters, each standing for all that it may mean, spell a listed
word from its beginning to its end: a word is never found inside another one. A plain Russian token
is found by its stem too, so that a list needs one form of a word.

Kazakh letters look like Russian ones, so a common Kazakh word is never found, and a token with
Kazakh letters only where it spells a listed word letter by letter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from consult.core.stems import snowball

COMMON_KAZAKH = Path(__file__).with_name("common_kazakh.txt")
LONGEST_ENTRY = 80
SHORTEST_STEM = 3
LONGEST_DISGUISE = 60
"""Longer tokens and rows of letters hide no word: reading them would only cost time."""

MEANINGS = {
    "а": "aɑα@4ә", "б": "b68ʙ", "в": "bvβ8ʙ", "г": "grғ", "д": "dg", "е": "eёєε3э", "ё": "eеэ",
    "ж": "җ", "з": "z3", "и": "iu1іїй!ыn", "й": "yijuи1і", "к": "kκқ", "л": "l1", "м": "mʍ",
    "н": "hnңһʜ", "о": "oøο0ө", "п": "pnπ", "р": "prρ", "с": "cs$ҫ", "т": "tmτ7", "у": "yuυұү",
    "ф": "f", "х": "xhχһ×", "ц": "c", "ч": "4", "ш": "щw", "щ": "шw", "ъ": "ь'`", "ы": "иiy",
    "ь": "b'`ъ", "э": "e3єе", "ю": "u", "я": "яr",
}  # fmt: skip
"""For each Russian letter what else may stand for it, by its look or its sound."""

IN_LATIN = {"sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ya": "я",
            "ja": "я", "yu": "ю", "ju": "ю", "yo": "ё", "jo": "ё"}  # fmt: skip
_LATIN_PAIRS = re.compile("|".join(IN_LATIN))

_MASKS = "*#%&$@^•●■█▒░_×?!"
_AROUND = "\"'«»“”()[]{}.,;:-—…?!"
_PUNCTUATION = '"«»“”()[]{},.;:—–-…'
_JOINTS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_SIGN = re.compile(rf"[^\W_]|[{re.escape(_MASKS)}'`|]")
_MASKED = re.compile(rf"(?<=[^\W\d_])[{re.escape(_MASKS)}]")
_RUSSIAN = re.compile("[а-яё]+")
_WITHOUT_SIGNS = str.maketrans("", "", "ьъ")
_AS_TYPED = re.compile("[\\n -~А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі«»“”–—]*")
"""A text of which each sign is read as what it is."""
_LATIN = re.compile("[a-z]+")
_PURE_LATIN = re.compile("[a-z0-9'`]*[a-z][a-z0-9'`]*")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")


Place = tuple[str, int]
"""A text and a place in it, after which the further words of a phrase are looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A listed word that was found, and the span of characters in which it hides."""

    entry: str
    start: int
    end: int


def _classes() -> dict[int, str]:
    """Return for each sign the letter that stands for all that could mean the same."""
    parent: dict[str, str] = {}

    def top(sign: str) -> str:
        while parent.setdefault(sign, sign) != sign:
            sign = parent[sign]
        return sign

    for letter, signs in MEANINGS.items():
        for sign in signs:
            parent[top(sign)] = top(letter)
    return {ord(sign): top(sign) for sign in list(parent)}


_CLASS = _classes()
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def _key(token: str) -> str:
    """Return a token without what disguises change; two that may spell the same have the same."""
    return _REPEATED.sub(r"\1", token.translate(_CLASS))


@lru_cache(maxsize=2_000)
def _spelling(word: str) -> re.Pattern[str]:
    """Return the pattern of all disguises of one word, letters stretched or not."""
    letters = _REPEATED.sub(r"\1", word)
    signs = (f"[{re.escape(letter + MEANINGS.get(letter, ''))}]+" for letter in letters)
    return re.compile("".join(signs))


@lru_cache(maxsize=10_000)
def stem_of(word: str) -> str:
    """Return the stem of a Russian word."""
    return snowball("russian", word)


@cache
def common_kazakh() -> frozenset[str]:
    """Return the Kazakh words that are never found, whatever a list says."""
    return frozenset(COMMON_KAZAKH.read_text(encoding="utf-8").split())


class Words:
    """A list of words and phrases, ready to be looked for. Entries: one or several words."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._by_key: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        self._stems: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        for entry in entries:
            words = tuple(_WORD.findall(_seen(entry)[0]))
            if words and len(entry) <= LONGEST_ENTRY:
                self._add(entry, words)
        self._all = "\n".join(self._plain)
        self._begun = {stem[:SHORTEST_STEM] for stem in self._stems}

    def _add(self, entry: str, words: tuple[str, ...]) -> None:
        for form in {words[0], words[0].translate(_WITHOUT_SIGNS)}:
            self._by_key.setdefault(_key(form), []).append((form, words[1:], entry))
        if len(words) > 1:
            return
        self._plain[words[0]] = entry
        if _RUSSIAN.fullmatch(words[0]):
            for stem in (words[0], stem_of(words[0])):
                if len(stem) >= SHORTEST_STEM:
                    self._stems.setdefault(stem, entry)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def find(self, text: str) -> list[Found]:
        """Return the listed words in a text, in its order; what overlaps is told once."""
        if not self:
            return []
        seen, places = _seen(text)
        english = sum(map(len, _LATIN.findall(seen))) > 2 * len(_CYRILLIC.findall(seen))
        hits = sorted(set(self._hits(seen, english=english)), key=lambda hit: (hit[0], -hit[1]))
        found: list[Found] = []
        for start, end, entry in hits:
            end = start + len(seen[start:end].rstrip(_AROUND))
            start = end - len(seen[start:end].lstrip(_AROUND))
            span = Found(entry, places[start], places[end - 1] + 1)
            if not found or span.start >= found[-1].end:
                found.append(span)
        return found

    def _hits(self, text: str, *, english: bool) -> Iterator[tuple[int, int, str]]:
        chunks = list(_CHUNK.finditer(text))
        for place, chunk in enumerate(chunks):
            yield from self._in_chunk(chunk, english)
            if _lone(chunk) and not (place and _lone(chunks[place - 1])):
                yield from self._spaced(chunks, place)

    def _in_chunk(self, chunk: re.Match[str], english: bool) -> Iterator[tuple[int, int, str]]:
        token, text = chunk.group(), chunk.string
        if _plain(token):
            word = _WORD.search(token)
            if word and (entry := self._entry(word.group(), (text, chunk.end()), english)):
                yield chunk.start() + word.start(), chunk.start() + word.end(), entry
            return
        words = list(_WORD.finditer(text, chunk.start(), chunk.end()))
        for word in words:
            if entry := self._entry(word.group(), (text, word.end()), english):
                yield word.start(), word.end(), entry
        whole = "".join(_SIGN.findall(token))
        split = len(words) > 1 or whole != token
        if split and len(whole) <= LONGEST_DISGUISE:
            joined = "".join(word.group() for word in words)
            after = (text, chunk.end())
            entry = self._spelled(whole.strip("'`"), after, english)
            if entry := entry or self._spelled(joined, after, english):
                yield chunk.start(), chunk.end(), entry
        hidden = len(token) <= LONGEST_DISGUISE and _MASKED.search(token)
        if hidden and (entry := self._masked(token)):
            yield chunk.start(), chunk.end(), entry

    def _entry(self, token: str, after: Place, english: bool) -> str | None:
        if token in common_kazakh():
            return None
        if entry := self._spelled(token, after, english):
            return entry
        if token[:SHORTEST_STEM] in self._begun and _RUSSIAN.fullmatch(token):
            return self._stems.get(stem_of(token))
        return None

    def _spelled(self, token: str, after: Place, english: bool) -> str | None:
        """Return the entry that a token spells, with the words that follow where it has several."""
        if len(token) < 2 or token.isdigit() or token in common_kazakh():
            return None
        forms = [token]
        if _PURE_LATIN.fullmatch(token):
            if english:
                return self._plain.get(token)
            forms.append(_LATIN_PAIRS.sub(lambda pair: IN_LATIN[pair.group()], token))
        for form in forms:
            for listed, rest, entry in self._by_key.get(_key(form), ()):
                if _spelling(listed).fullmatch(form) and _follow(rest, after):
                    return entry
        return None

    def _spaced(self, chunks: list[re.Match[str]], first: int) -> Iterator[tuple[int, int, str]]:
        """Look for words in a row of single letters, wherever in the row they begin and end."""
        last = first
        while last < len(chunks) and _lone(chunks[last]):
            last += 1
        row = chunks[first:last]
        for start in range(len(row) - 2):
            for end in range(min(len(row), start + LONGEST_DISGUISE // 2), start + 2, -1):
                token = "".join("".join(_SIGN.findall(one.group())) for one in row[start:end])
                if entry := self._spelled(token, ("", 0), english=False):
                    yield row[start].start(), row[end - 1].end(), entry
                    break

    def _masked(self, chunk: str) -> str | None:
        """Return the entry that a token with hidden letters may be; its first letter shows."""
        chunk = chunk.strip(_AROUND).lstrip(_MASKS)
        letters = sum(sign.isalpha() for sign in chunk)
        if not letters or _JOINTS.sub("", chunk) in common_kazakh():
            return None
        pattern = ""
        for run in re.finditer(rf"[{re.escape(_MASKS)}]+|.", chunk):
            signs = run.group()
            if signs[0] in _MASKS:
                pattern += f".{{1,{len(signs) + 2}}}" if letters > 1 else f".{{{len(signs)}}}"
            else:
                pattern += f"[{re.escape(signs + _MEANT.get(signs, ''))}]"
        found = re.search(f"^{pattern}$", self._all, re.M)
        return self._plain[found.group()] if found else None


def _follow(rest: tuple[str, ...], after: Place) -> bool:
    """Tell whether the further words of a phrase stand after a place."""
    if not rest:
        return True
    text, place = after
    following = _WORD.findall(text, place, place + LONGEST_ENTRY)
    return tuple(following[: len(rest)]) == rest


_MEANT = {
    sign: "".join(letter for letter, signs in MEANINGS.items() if sign in signs)
    for sign in set("".join(MEANINGS.values()))
}


def _plain(chunk: str) -> bool:
    """Tell whether a chunk is one word of letters, perhaps with marks that disguise nothing."""
    return chunk.isalpha() or chunk.strip(_PUNCTUATION).isalpha()


def _lone(chunk: re.Match[str]) -> bool:
    """Tell whether a chunk is one letter, perhaps repeated or with a point."""
    begins = chunk.group()[:2]
    if len(begins) == 2 and begins.isalpha() and begins[0] != begins[1]:
        return False
    signs = _SIGN.findall(chunk.group())
    return bool(signs) and len(set(signs)) == 1 and any(sign.isalnum() for sign in signs)


def _seen(text: str) -> tuple[str, Sequence[int]]:
    """Return what the eye reads, in small letters, and the place of each sign in the text."""
    if _AS_TYPED.fullmatch(text):
        return text.lower(), range(len(text))
    signs, places = [], []
    for place, sign in enumerate(text):
        for one in _as_read(sign):
            signs.append(one)
            places.append(place)
    return "".join(signs), places


@cache
def _as_read(sign: str) -> str:
    if unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
        return ""
    plain = unicodedata.normalize("NFKC", sign).casefold()
    if plain in "йёїҝ" or not plain.isalpha():
        return plain
    return "".join(
        part for part in unicodedata.normalize("NFD", plain) if unicodedata.category(part) != "Mn"
    )
