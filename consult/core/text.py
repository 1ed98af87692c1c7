"""Citizens' text at the door: cleaned once, folded for comparison, sorted by our alphabet."""

import re
import unicodedata

# What XML 1.0 forbids breaks every DOCX and XLSX export; lone surrogates break UTF-8 itself.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: f"{index:02}" for index, letter in enumerate(ALPHABET)}


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, line ends as LF, nothing that XML forbids."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", text))


def clean_paragraphs(text: str) -> str:
    """Return a cleaned text of several paragraphs without blank edges or heaps of empty lines."""
    lines = "\n".join(line.rstrip() for line in clean(text).split("\n"))
    return _MANY_LINES.sub("\n\n", lines).strip()


def clean_line(text: str) -> str:
    """Return a cleaned text of one line: runs of blanks become one space."""
    return _BLANKS.sub(" ", clean(text)).strip()


def visible(text: str) -> str:
    """Return the text without characters that show nothing but may disguise a name."""
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Return the form in which two texts that read the same are equal, for search and keys."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", visible(text).casefold())).strip()


def sort_key(text: str) -> str:
    """Return a key that sorts Kazakh and Russian words by the Kazakh alphabet."""
    return "".join(_PLACE.get(letter, letter) for letter in fold(text))
