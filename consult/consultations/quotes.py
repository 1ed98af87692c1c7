"""Quotations that find their place again: text-quote selectors of the W3C Web Annotation model.

https://www.w3.org/TR/annotation-model/#text-quote-selector; how far a found passage may differ is
measured with rapidfuzz, as shares of letters that two texts have in common.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rapidfuzz import fuzz

CONTEXT = 32
NEAR = 90
"""From this likeness on (of 100) a passage of a revised text is the one that was quoted."""
_SHORT = 12
_WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """Where a passage stands, in characters."""

    start: int
    end: int


def make_quote(text: str, start: int, end: int) -> dict[str, str]:
    """Return the selector of a passage: its words, and 32 characters before and after them."""
    return {
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def find_quote(text: str, quote: Mapping[str, Any]) -> Span | None:
    """Return where the quoted words stand in a text; None where they are gone.

    The very words come first, of several places the one with the likest surroundings. Else, for
    passages of some length, a place that has nearly the same words.
    """
    exact = str(quote["exact"])
    if not exact:
        return None
    places = list(_places(text, exact))
    if places:
        return max(places, key=lambda place: (_likeness(text, place, quote), -place.start))
    return _nearly(text, exact) if len(exact) >= _SHORT else None


def _places(text: str, exact: str) -> Iterator[Span]:
    start = text.find(exact)
    while start >= 0:
        yield Span(start, start + len(exact))
        start = text.find(exact, start + 1)


def _likeness(text: str, place: Span, quote: Mapping[str, Any]) -> float:
    """Return how much the surroundings of a place are those of the quotation, 0 to 202."""
    here = make_quote(text, *place)
    before, after = str(quote.get("prefix", "")), str(quote.get("suffix", ""))
    same = (here["prefix"] == before) + (here["suffix"] == after)
    return fuzz.ratio(here["prefix"], before) + fuzz.ratio(here["suffix"], after) + same


def _nearly(text: str, exact: str) -> Span | None:
    """Return the passage of whole words that is nearest, if it is near enough."""
    if len(text) <= len(exact):
        place: Span | None = Span(0, len(text))
    else:
        found = fuzz.partial_ratio_alignment(exact, text, score_cutoff=NEAR)
        place = _whole_words(text, found.dest_start, found.dest_end) if found else None
    near = place and fuzz.ratio(exact, text[place.start : place.end]) >= NEAR
    return place if near else None


def _whole_words(text: str, start: int, end: int) -> Span | None:
    """Return the span that covers all words of which at least half lie in a stretch."""
    inside = [
        word.span()
        for word in _WORD.finditer(text)
        if 2 * (min(end, word.end()) - max(start, word.start())) >= word.end() - word.start()
    ]
    return Span(inside[0][0], inside[-1][1]) if inside else None
