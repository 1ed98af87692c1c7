"""Masking words of a text: which spans, and what the text reads like afterwards. Pure functions.

Spans are (start, end) in characters. Blanks stay, so that lines break where they did.
"""

import re
from collections.abc import Iterable, Sequence

MASK = "█"
Span = tuple[int, int]
_SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")
_SURE = 4
"""From how many letters and digits on a passage is looked for inside other words too."""


def masked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with every letter of the spans masked.

    >>> masked("Call 8 701, please", [(5, 10)])
    'Call █ ███, please'
    """
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [one if one.isspace() else MASK for one in letters[start:end]]
    return "".join(letters)


def spans_written(written: Iterable[str], text: str) -> list[Span]:
    """Return the spans that a form sent as `start-end`; ValueError where one is not in the text."""
    spans = []
    for one in written:
        found = _SPAN.fullmatch(one)
        start, end = (int(found[1]), int(found[2])) if found else (0, 0)
        if not start < end <= len(text):
            raise ValueError(one)
        spans.append((start, end))
    return spans


def places_of(passage: str, text: str) -> list[Span]:
    """Return where a passage stands in a text, in either case, with other blanks and signs between.

    Short words are looked for as whole words only, or masking "he" would mask half of "there".
    """
    letters = [one for one in passage if one.isalnum()]
    if not letters:
        return [(one.start(), one.end()) for one in re.finditer(re.escape(passage), text)]
    pattern = r"[\W_]{0,3}".join(map(re.escape, letters))
    if len(letters) < _SURE:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return [(one.start(), one.end()) for one in re.finditer(pattern, text, re.IGNORECASE)]


def masked_everywhere(text: str, passages: Sequence[str]) -> str:
    """Return the text with each passage masked wherever it stands."""
    return masked(text, [span for one in passages if one.strip() for span in places_of(one, text)])


def was(original: str | None, text: str) -> bool:
    """Tell whether a text is the original with some of its letters masked."""
    return (
        original is not None
        and len(original) == len(text)
        and all(new in (old, MASK) for old, new in zip(original, text, strict=True))
    )
