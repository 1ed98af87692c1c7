"""Citizens' text at the door: cleaned once and folded for comparison."""

import re
import unicodedata

# What XML 1.0 forbids breaks every DOCX and XLSX export; lone surrogates break UTF-8 itself.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
# Marks are neither word characters nor blanks, and none stands below U+0300.
_STACKS = re.compile(r"[^\w\s\u0000-\u02ff]{31,}")
MOST_MARKS = 30
"""No language stacks more marks on a letter (UAX 15, section 13), and normalising a run of n marks
takes n squared steps: 200,000 of them nearly a minute."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def fit_for_xml(text: str) -> str:
    """Return the text without what XML 1.0 forbids; exports check again what the door let in."""
    # Asking whether all can be printed is ten times quicker than looking for what is forbidden.
    return text if text.replace("\n", "").isprintable() else _FORBIDDEN.sub("", text)


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, line ends as LF, nothing that XML forbids."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", _STACKS.sub(_lower, _FORBIDDEN.sub("", text)))


def _lower(stack: re.Match[str]) -> str:
    """Keep the first marks of each run of combining marks, and everything that is no mark."""
    kept, height = [], 0
    for character in stack.group():
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


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
    return _BLANKS.sub(" ", clean(visible(text).casefold())).strip()
